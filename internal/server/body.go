package server

import "net/http"

// bodies are the constant texts of the answers without a document. They name nothing, and nothing writes to them.
var bodies = map[int][]byte{
	http.StatusBadRequest:                  text(http.StatusBadRequest),
	http.StatusTemporaryRedirect:           text(http.StatusTemporaryRedirect),
	http.StatusUnauthorized:                text(http.StatusUnauthorized),
	http.StatusNotFound:                    text(http.StatusNotFound),
	http.StatusMethodNotAllowed:            text(http.StatusMethodNotAllowed),
	http.StatusRequestEntityTooLarge:       text(http.StatusRequestEntityTooLarge),
	http.StatusRequestHeaderFieldsTooLarge: text(http.StatusRequestHeaderFieldsTooLarge),
	http.StatusServiceUnavailable:          text(http.StatusServiceUnavailable),
}

func text(status int) []byte { return []byte(http.StatusText(status) + "\n") }

func bodyOf(status int) []byte { return bodies[status] }
