package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/store"
)

// newCompactCommand returns `offhook compact`.
func newCompactCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Make the file of the database as small as it can be, while the server is stopped",
		Long: `Make the file of the database as small as it can be, while the server is stopped.

The server gives the space of old events back on its own, but not in a database that an
older version made: there, new events use the space. This command writes the whole
database again, which takes some seconds for each gigabyte and up to twice its size on
the disk. From then on the server gives space back. PostgreSQL does this on its own.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&data, "data", "", dataUsage())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		dir := settingFrom(data, "OFFHOOK_DATA", app.Default().Data)
		before, after, err := store.Compact(cmd.Context(), dir)
		if err != nil {
			return exitError(exitUsage, copyHint(err, dir))
		}
		const kb = 1000
		fmt.Fprintf(cmd.OutOrStdout(), "%s/%s: %d KB, before %d KB\n",
			dir, store.DatabaseFile, after/kb, before/kb)
		return nil
	}
	return cmd
}
