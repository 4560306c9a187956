package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
)

// templateView is a version of a template as the commands show it.
type templateView struct {
	Name    string                 `json:"name"`
	Kind    inventory.TemplateKind `json:"kind"`
	Version int64                  `json:"version"`
	Bytes   int                    `json:"bytes"`
	Author  string                 `json:"author"`
	Comment string                 `json:"comment"`
	Created time.Time              `json:"created"`
}

func viewTemplate(t *inventory.Template) templateView {
	return templateView{t.Name, t.Kind, t.Number, len(t.Text), t.Author, t.Comment, t.Created}
}

func newTemplateListCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the templates with their newest versions", Args: cobra.NoArgs}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			set, err := s.LayerSet(ctx, inventory.DefaultTenant)
			if err != nil {
				return err
			}
			if len(set.Templates) == 0 {
				progress(cmd, "there are no templates: offhook template save makes one")
			}
			return printTemplates(cmd, set.Templates, asJSON)
		})
	}
	return cmd
}

func newTemplateVersionsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "versions NAME", Short: "List the versions of a template, the newest first", Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			versions, err := s.TemplateVersions(ctx, inventory.DefaultTenant, inventory.NormalName(args[0]))
			if err != nil {
				return err
			}
			return printTemplates(cmd, versions, asJSON)
		})
	}
	return cmd
}

func printTemplates(cmd *cobra.Command, templates []inventory.Template, asJSON bool) error {
	out := newTable(cmd.OutOrStdout(), "NAME", "VERSION", "KIND", "BYTES", "SAVED", "AUTHOR", "COMMENT")
	for i := range templates {
		v := viewTemplate(&templates[i])
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), v)
		} else {
			err = out.row(v.Name, fmt.Sprint(v.Version), string(v.Kind), fmt.Sprint(v.Bytes), v.Created.Format(time.RFC3339), v.Author, out.brief(v.Comment))
		}
		if err != nil {
			return err
		}
	}
	return out.flush()
}

func newTemplateShowCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show NAME [VERSION]",
		Short: "Print the text of a template, exactly as it was saved",
		Args:  cobra.RangeArgs(1, 2),
	}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		version := ""
		if len(args) == 2 {
			version = args[1]
		}
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			t, err := s.templateVersion(ctx, inventory.NormalName(args[0]), version)
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), t.Text)
			return err
		})
	}
	return cmd
}
