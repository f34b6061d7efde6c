// Pause holds the namespaces of a pod. It waits for a signal, and as the first process of a pod that shares its process
// namespace it collects the children that others leave (https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace).
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ended := make(chan os.Signal, 1)
	orphaned := make(chan os.Signal, 16)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	signal.Notify(orphaned, syscall.SIGCHLD)
	for {
		select {
		case <-ended:
			return
		case <-orphaned:
			for {
				if id, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != nil || id <= 0 {
					break
				}
			}
		}
	}
}
