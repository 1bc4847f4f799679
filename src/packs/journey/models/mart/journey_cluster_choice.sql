/*
One row per number of clusters that was tried when users were split by what they do. Empty until something was learned.
grain: k
kind: view
k: how many clusters
silhouette: mean silhouette of the sample, -1 to 1; near 0 the clusters have no clear borders
is_chosen: the number with the highest silhouette, which is used
users: how many users the sample has
*/
select
  k,
  silhouette,
  is_chosen,
  users
from settings.journey_cluster_choice
