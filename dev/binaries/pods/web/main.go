// Web is a service for tests: it answers with its pod and node, and looks up a name for whoever asks.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		log.Printf("%s %s", request.Method, request.URL.Path)
		fmt.Fprintf(answer, "%s %s\n", os.Getenv("POD_NAME"), os.Getenv("NODE_NAME"))
	})
	http.HandleFunc("/lookup/", func(answer http.ResponseWriter, request *http.Request) {
		addresses, err := net.DefaultResolver.LookupHost(request.Context(), strings.TrimPrefix(request.URL.Path, "/lookup/"))
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(answer, strings.Join(addresses, " "))
	})
	log.Printf("listening on port %s", port)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
