package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/store"
)

// newAcceptCopyCommand returns `offhook accept-copy`.
func newAcceptCopyCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "accept-copy",
		Short: "Use a database that was copied while it was open, without its missing changes",
		Long: `Use a database that was copied while it was open, without its missing changes.

While a server or a command runs, the newest changes are in offhook.db-wal. A copy
of offhook.db alone lacks them, so every command refuses it. Make another copy if
you can: docs/operations.md says how. If the original is lost, this command accepts
the copy as it is. Changes after the time that it prints are gone.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&data, "data", "", dataUsage())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		dir := settingFrom(data, "OFFHOOK_DATA", app.Default().Data)
		last, err := store.AcceptCopy(cmd.Context(), dir)
		if err != nil {
			return exitError(exitUsage, err)
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s accepted as it is%s\n", dir, lastChange(last))
		return nil
	}
	return cmd
}

func lastChange(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ": its last change is of " + at.Format(time.RFC3339)
}

// copyHint gives the refusal of a copied database its way out.
func copyHint(err error, data string) error {
	if !errors.Is(err, store.ErrCopied) {
		return err
	}
	return withHint(withHint(err, fmt.Sprintf(
		"offhook accept-copy --data %s uses the copy without its missing changes", data)),
		"stop the server, copy its whole data folder again, and start it")
}
