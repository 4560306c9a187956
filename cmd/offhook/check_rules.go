package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/provdoc"
)

// listRules prints code, severity and sentence of all rules.
func listRules(cmd *cobra.Command, files []string, asJSON bool) error {
	if len(files) > 0 {
		return usageError("--list shows the rules and reads no file: leave out %s", files[0])
	}
	t := newTable(cmd.OutOrStdout(), "CODE", "SEVERITY", "WHAT IT ASKS")
	for _, r := range provdoc.Rules() {
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), r)
		} else {
			err = t.row(r.Code, r.Severity.String(), r.Summary)
		}
		if err != nil {
			return err
		}
	}
	return t.flush()
}

// explainedRule is a rule with its examples as JSON.
type explainedRule struct {
	provdoc.Rule
	Page string `json:"page"`
}

// explainRule prints the page of one rule.
func explainRule(cmd *cobra.Command, code string, files []string, asJSON bool) error {
	if len(files) > 0 {
		return usageError("--explain shows a rule and reads no file: leave out %s", files[0])
	}
	r, err := provdoc.LookupRule(code)
	if err != nil {
		return exitError(exitUsage, err)
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), explainedRule{r, r.Page()})
	}
	_, err = fmt.Fprint(cmd.OutOrStdout(), r.Page())
	return err
}
