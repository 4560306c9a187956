package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// addJSONFlag gives cmd the flag that turns its result into JSON.
func addJSONFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print the result as JSON, one object a line")
}

// writeJSON writes v as one JSON object on one line. Called again and again it makes NDJSON.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// isTerminal says whether w is a terminal: only there does human output use more than plain lines.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progress tells the person at the terminal what is going on, on stderr.
func progress(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), "offhook: "+format+"\n", args...)
}

// warnAll is warn for each of several findings.
func warnAll(cmd *cobra.Command, findings []error) {
	for _, found := range findings {
		warn(cmd, "%v", found)
	}
}

// warn tells of something that was accepted and has no effect, or that deserves a second look, on stderr.
func warn(cmd *cobra.Command, format string, args ...any) {
	progress(cmd, "warning: "+format, args...)
}
