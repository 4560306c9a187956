package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/provdoc"
)

// checkFinding is one line of the result of check as JSON.
type checkFinding struct {
	File string `json:"file"`
	provdoc.Finding
}

func newCheckCommand() *cobra.Command {
	var flags checkFlags
	var explain string
	var asJSON, list bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check provisioning documents for faults",
		Long: `Read provisioning documents and print what is wrong with them, one finding a line:

  FILE:LINE:COLUMN: severity: message [code]

A file is what its bytes say: a <ProviderFrame> document, a <provisioning>
document of Maxwell and the Nx70 class, or the binary profile of a provider,
where LINE is 1 and COLUMN counts bytes. What is not well-formed is an error,
also where a phone would read it. Without --model a document is checked for the
model that its PROFILE_NAME or productID names, else for the one that has all of
its items. The more you tell, the more is found: --firmware and --mac describe
the phone, --url and --open the way to it, --previous the previous document.

What is meant to be so is allowed with a written reason, by --allow or by a
comment in the document, and is still shown:

  FILE:LINE:COLUMN: allowed: message [code]: reason

--list shows the codes, and --explain what is behind one of them, with a bad
and a good example.`,
		Example: `  offhook check n510.xml
  offhook check --model N720 --firmware BL84 n720/*.xml
  offhook check --mac 7C2F80123456 --url https://prov.example.net/7C2F80123456.xml n510.xml
  offhook check --previous served.xml next.xml
  offhook check --allow unescaped-ampersand="the phones read it" n510.xml
  offhook check --extended profile2.xml
  offhook check --explain wrong-suffix`,
		Args: func(cmd *cobra.Command, files []string) error {
			if list || cmd.Flags().Changed("explain") {
				return nil
			}
			return cobra.MinimumNArgs(1)(cmd, files)
		},
		Annotations: exitCodes(exitShort),
		RunE: func(cmd *cobra.Command, files []string) error {
			switch {
			case list:
				return listRules(cmd, files, asJSON)
			case cmd.Flags().Changed("explain"):
				return explainRule(cmd, explain, files, asJSON)
			}
			options, err := flags.options()
			if err != nil {
				return err
			}
			options.Now = time.Now()
			return checkFiles(cmd, files, options, asJSON)
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&list, "list", false, "show the codes of all rules instead of checking")
	cmd.Flags().StringVar(&explain, "explain", "", "show what is behind a code instead of checking")
	cmd.MarkFlagsMutuallyExclusive("list", "explain")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// checkFiles prints the findings of all files; one that cannot be read does not keep the others from being checked.
func checkFiles(cmd *cobra.Command, files []string, o provdoc.CheckOptions, asJSON bool) error {
	var unread []error
	faulty := false
	for _, file := range files {
		if err := cmd.Context().Err(); err != nil {
			return exitError(exitInternal, errors.New("interrupted: not all files were checked"))
		}
		data, err := readDocument(file)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		warnForeignFirmware(cmd, file, data, o)
		findings := provdoc.Check(data, o)
		faulty = faulty || provdoc.HasErrors(findings)
		if err := printFindings(cmd.OutOrStdout(), file, findings, asJSON); err != nil {
			return err
		}
	}
	if len(unread) > 0 {
		return exitError(exitUsage, errors.Join(unread...))
	}
	if faulty {
		return exitSilently(exitShort)
	}
	return nil
}

// warnForeignFirmware says that the firmware is none of the model that the document is for by what it says itself.
func warnForeignFirmware(cmd *cobra.Command, file string, data []byte, o provdoc.CheckOptions) {
	if o.Model != nil || o.Firmware.IsZero() {
		return
	}
	document, _ := provdoc.Parse(data)
	m, called := document.SpokenOf()
	if m != nil && m.CheckFirmware(o.Firmware) != nil {
		warn(cmd, "%s: firmware %q is not one of the %s, whose firmware is written as %s: "+
			"what depends on the firmware is not checked", file, o.Firmware, called, m.DefaultFirmware)
	}
}

// readDocument reads a file, of one that is too large for a document no more than shows that.
func readDocument(file string) ([]byte, error) {
	data, err := readLimitedFile(file, provdoc.MaxSize)
	if errors.Is(err, errTooLarge) {
		err = nil // the check says it
	}
	return data, err
}

// printFindings writes the findings of one file.
func printFindings(w io.Writer, file string, findings []provdoc.Finding, asJSON bool) error {
	for _, f := range findings {
		var err error
		if asJSON {
			err = writeJSON(w, checkFinding{file, f})
		} else {
			_, err = fmt.Fprintf(w, "%s:%s\n", file, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
