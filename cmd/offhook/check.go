package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// checkFinding is one line of the result of check as JSON.
type checkFinding struct {
	File string `json:"file"`
	provdoc.Finding
}

func newCheckCommand() *cobra.Command {
	var modelName, firmware string
	var asJSON, extended bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check provisioning documents for faults",
		Long: `Read provisioning documents and print what is wrong with them, one finding a line:

  FILE:LINE:COLUMN: severity: message [code]

A file is what its bytes say: a <ProviderFrame> document, a <provisioning>
document of Maxwell and the Nx70 class, or the binary profile of a provider,
where LINE is 1 and COLUMN counts bytes. What is not well-formed is an error,
also where a phone would read it. Without --model a document is checked for the
model that its PROFILE_NAME or productID names.`,
		Example: `  offhook check n510.xml
  offhook check --model N720 --firmware BL84 n720/*.xml
  offhook check --model N870 provisioning.xml
  offhook check --extended profile2.xml`,
		Args:        cobra.MinimumNArgs(1),
		Annotations: exitCodes(exitShort),
		RunE: func(cmd *cobra.Command, files []string) error {
			options, err := checkOptions(modelName, firmware)
			if err != nil {
				return err
			}
			options.Extended = extended
			return checkFiles(cmd, files, options, asJSON)
		},
	}
	cmd.Flags().StringVar(&modelName, "model", "", "check for this model: "+strings.Join(modelNames(), ", "))
	cmd.Flags().StringVar(&firmware, "firmware", "", "check for this firmware, as BL84, 70.084.00.000.000 or BL02.00.11")
	cmd.Flags().BoolVar(&extended, "extended", false, "check what EXTENDED_PROFILE of another document loads")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// checkOptions reads the flags that say which phone the documents are for.
func checkOptions(modelName, firmware string) (provdoc.CheckOptions, error) {
	var o provdoc.CheckOptions
	var err error
	if modelName != "" {
		if o.Model, err = model.Lookup(modelName); err != nil {
			return o, exitError(exitUsage, err)
		}
	}
	if firmware != "" {
		if o.Firmware, err = model.ParseFirmware(firmware); err != nil {
			return o, exitError(exitUsage, err)
		}
		if o.Model != nil {
			return o, exitError(exitUsage, o.Model.CheckFirmware(o.Firmware))
		}
	}
	return o, nil
}

// checkFiles prints the findings of all files; one that cannot be read does not keep the others from being checked.
func checkFiles(cmd *cobra.Command, files []string, o provdoc.CheckOptions, asJSON bool) error {
	var unread []error
	faulty := false
	for _, file := range files {
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
	m := document.Model()
	if m == nil {
		return
	}
	if err := m.CheckFirmware(o.Firmware); err != nil {
		warn(cmd, "%s: %v: what depends on the firmware is not checked", file, err)
	}
}

// readDocument reads a file, of one that is too large for a document no more than shows that.
func readDocument(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, provdoc.MaxSize+1))
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
