#!/usr/bin/env bash
# Fetches Kafka's broker with what it needs from Maven Central, for tests and benches that need a real one.
# Quick where it is there already. Needs Java 17 and mvn.
set -euo pipefail

version=${KAFKA_VERSION:-4.1.1}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/svodka/kafka-$version
if [ -f "$folder/libs/kafka_2.13-$version.jar" ]; then exit 0; fi

mkdir -p "$folder"
part=$(mktemp -d "$folder/part.XXXXXX")
trap 'rm -rf "$part"' EXIT
cat > "$part/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>svodka</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <!-- says on its console when it serves -->
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$part/pom.xml" dependency:copy-dependencies -DoutputDirectory="$part/libs" -DincludeScope=runtime
# all of it appears at once: a run that was interrupted leaves nothing that looks whole
rm -rf "$folder/libs"
mv "$part/libs" "$folder/libs"
