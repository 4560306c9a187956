package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/lab"
)

// labOptions are the flags of the command.
type labOptions struct {
	format, output, server string
	parallel               int
	steps, check, json     bool
}

// labFormats are the forms of the report.
var labFormats = []string{"text", "ndjson", "junit"}

func newLabCommand() *cobra.Command {
	var o labOptions
	cmd := &cobra.Command{
		Use:   "lab [flags] FILE.toml",
		Short: "Run a list of phones against a server, and judge how they end",
		Long: `Run the phones that FILE.toml lists, each with its model, firmware, credentials,
person at the keypad and faults, against any provisioning server, and compare
what comes of each with what the file expects: outcome, rung, requests, statuses,
stored items, findings, header fields. docs/lab.md describes the file. A server
that hands out passwords to all who ask falls short, unless the file allows it.

Nothing is run when there is a mistake in the file; every mistake is named with
its line. No report holds a secret.`,
		Example: `  offhook lab office.toml
  offhook lab --server https://staging.example.net --format junit --output lab.xml office.toml
  offhook lab --check office.toml`,
		Args:        cobra.ExactArgs(1),
		Annotations: exitCodes(exitShort),
		RunE:        func(cmd *cobra.Command, args []string) error { return runLab(cmd, o, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "text", "form of the report: "+strings.Join(labFormats, ", "))
	flags.StringVar(&o.output, "output", "", "file that the report goes to (default the standard output)")
	flags.StringVar(&o.server, "server", "", "server of addresses that begin with /, as http://HOST:PORT (default that of the file)")
	flags.IntVar(&o.parallel, "parallel", 0, "how many phones run at a time (default that of the file)")
	flags.BoolVar(&o.steps, "steps", false, "print the steps of every start, not only of those that fell short")
	flags.BoolVar(&o.check, "check", false, "read the file, say what is wrong with it, and run nothing")
	flags.BoolVar(&o.json, "json", false, "the same as --format ndjson")
	return cmd
}

// runLab reads the plan, runs it and reports.
func runLab(cmd *cobra.Command, o labOptions, file string) error {
	if err := o.settle(cmd.Flags().Changed("format")); err != nil {
		return err
	}
	plan, err := interruptibly(cmd.Context(), func() (*lab.Plan, error) {
		return lab.Load(file, lab.Options{Server: o.server})
	})
	if err != nil {
		return fileError(err)
	}
	if o.check {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s is right; phones: %d\n", file, len(plan.Phones))
		return exitError(exitInternal, err)
	}
	out, closeOut, err := o.writer(cmd)
	if err != nil {
		return exitError(exitUsage, err)
	}
	report, err := o.report(cmd.Context(), plan, out)
	if err = errors.Join(err, closeOut()); err != nil {
		return exitError(exitInternal, err)
	}
	if o.output != "" {
		progress(cmd, "%s; the report is in %s", report.Summary(), o.output)
	}
	if !report.OK() {
		return exitSilently(exitShort)
	}
	return nil
}

// maxLabParallel bounds --parallel as the key of the file is bounded.
const maxLabParallel = 256

// settle checks the flags. named says that --format was given.
func (o *labOptions) settle(named bool) error {
	if o.json {
		if named && o.format != "ndjson" {
			return usageError("--json and --format %s exclude each other: --json is --format ndjson", o.format)
		}
		o.format = "ndjson"
	}
	if o.parallel < 0 || o.parallel > maxLabParallel {
		return usageError("--parallel %d: a number from 1 to %d is right", o.parallel, maxLabParallel)
	}
	for _, format := range labFormats {
		if o.format == format {
			return nil
		}
	}
	return usageError("--format %q: one of %s is right", o.format, strings.Join(labFormats, ", "))
}

// writer opens where the report goes.
func (o *labOptions) writer(cmd *cobra.Command) (io.Writer, func() error, error) {
	if o.output == "" {
		return cmd.OutOrStdout(), func() error { return nil }, nil
	}
	f, err := os.Create(o.output)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// report runs the plan and writes the report: the text as the phones get through, the other forms at the end.
func (o *labOptions) report(ctx context.Context, plan *lab.Plan, w io.Writer) (lab.Report, error) {
	var printing error
	run := lab.RunOptions{Parallel: o.parallel}
	if o.format == "text" {
		run.Done = func(r lab.Result) { printing = errors.Join(printing, r.Text(w, o.steps)) }
	}
	report, err := plan.Run(ctx, run)
	if err != nil {
		err = fmt.Errorf("the lab ended early: %w", err)
	}
	switch o.format {
	case "text":
		_, last := fmt.Fprintln(w, report.Summary())
		printing = errors.Join(printing, last)
	case "ndjson":
		printing = report.NDJSON(w)
	case "junit":
		printing = report.JUnit(w)
	}
	return report, errors.Join(err, printing)
}
