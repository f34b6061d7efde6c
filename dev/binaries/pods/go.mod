module dungeonmaster.dev/pods

go 1.26.0
