/*
One row per user who is left out of all other figures because of an event of an experiment.
grain: source, user_id
first_experiment_at: first such event
*/
select
  source,
  user_id,
  first_experiment_at
from core.journey_user
where first_experiment_at is not null
