package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// newTemplateCommand returns `offhook template` with everything below it.
func newTemplateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Keep documents of your own, for what the catalogue lacks",
		Long: `Documents of your own, for what the catalogue lacks: files in the syntax of Go's
text/template, or with %TAG% as BroadWorks has them. offhook profile edit NAME
--template T lets one make the documents of a profile. docs/templates.md tells
what can be said in one.

Each save adds a version; older ones stay, and rollback brings one back.`,
	}
	cmd.AddCommand(newTemplateSaveCommand(), newTemplateListCommand(), newTemplateShowCommand(), newTemplateVersionsCommand(),
		newTemplateRollbackCommand(), newTemplateRemoveCommand())
	return cmd
}

// templateChange is a command that gives a template another text.
type templateChange struct {
	stored          *storeFlags
	author, comment *string
	dryRun          *layerDryRun
	asJSON          bool
}

func addTemplateChange(cmd *cobra.Command) *templateChange {
	c := &templateChange{stored: addStoreFlags(cmd)}
	c.author = cmd.Flags().String("author", "", "who makes the change, or $OFFHOOK_AUTHOR (default $USER, else the user of the system)")
	c.comment = cmd.Flags().String("comment", "", "what the change is for")
	c.dryRun = addLayerDryRunFlag(cmd)
	addJSONFlag(cmd, &c.asJSON)
	return c
}

// run saves a new version of a template, unless it would make a document with an error.
func (c *templateChange) run(ctx context.Context, cmd *cobra.Command, s *desk, t inventory.Template) error {
	author, err := authorOf(*c.author, user.Current)
	if err != nil {
		return err
	}
	t.Tenant, t.Author, t.Comment = inventory.DefaultTenant, author, *c.comment
	if err := cmp.Or(t.Validate(), c.dryRun.check()); err != nil {
		return err
	}
	if err := provision.ReadTemplate(&t); err != nil {
		return invalid(err)
	}
	if provision.LacksVersion(&t) {
		warn(cmd, `the template has no VERSION, so its phones take the settings at every fetch, which wears their memory: write <VERSION value="{{.Version}}"/>`)
	}
	warnAll(cmd, provision.TemplateWarnings(&t))
	p, err := s.previewTemplate(ctx, t)
	if err != nil {
		return err
	}
	if c.dryRun.isOn() {
		return c.dryRun.show(ctx, cmd, s, p, c.asJSON)
	}
	if err := p.refusal(); err != nil {
		p.printFaults(cmd)
		return err
	}
	t.Idle = p.Changed == 0
	number, err := s.SaveTemplate(ctx, t)
	if err != nil {
		return err
	}
	if err := s.warnTemplateWear(ctx, cmd, t.Name); err != nil {
		return err
	}
	if c.asJSON {
		return writeJSON(cmd.OutOrStdout(), p)
	}
	saved := fmt.Sprintf("template %s version %d saved: %s", t.Name, number, p.summary(false))
	return report(cmd, "%s", strings.Join(append([]string{saved}, leadLines(p.Leads)...), "\n"))
}

// authorOf is who makes a change: who the flag or the environment says, else the user of the system.
func authorOf(flag string, current func() (*user.User, error)) (string, error) {
	if author := settingFrom(flag, "OFFHOOK_AUTHOR", os.Getenv("USER")); author != "" {
		return author, nil
	}
	u, err := current()
	if err != nil || u.Username == "" {
		return "", usageError("nothing tells who makes the change: give --author NAME, or set $OFFHOOK_AUTHOR")
	}
	return u.Username, nil
}

// warnTemplateWear is warnLayerWear for every profile that has a template.
func (s *desk) warnTemplateWear(ctx context.Context, cmd *cobra.Command, template string) error {
	set, err := s.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return err
	}
	news, err := s.layerNews(ctx)
	for i := range set.Layers {
		if err == nil && set.Layers[i].Template == template {
			news.warnWear(cmd, &set.Layers[i])
		}
	}
	return err
}

func newTemplateSaveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "save NAME FILE",
		Short: "Save a template, or a new version of one",
		Long: `Save a template, or a new version of one; with - it is read from the standard
input. Whether it is one of text/template or of %TAG% is told by its text. What is
wrong in it is said with line and column, and so is what would make a document
with an error for a phone that has it; nothing is stored then.`,
		Example: `  offhook template save reception reception.xml --comment "second line"
  offhook template save reception reception.xml --dry-run`,
		Args: cobra.ExactArgs(2),
	}
	c := addTemplateChange(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		text, err := readTemplate(cmd, args[1])
		if err != nil {
			return exitError(exitUsage, err)
		}
		t := inventory.Template{Name: inventory.NormalName(args[0]), Kind: provision.TemplateKindOf(text)}
		t.Text = text
		return c.stored.with(cmd, writesUnless(c.dryRun.isOn()), func(ctx context.Context, s *desk) error {
			return c.run(ctx, cmd, s, t)
		})
	}
	return cmd
}

// readTemplate reads a file, or the standard input.
func readTemplate(cmd *cobra.Command, file string) (string, error) {
	in := cmd.InOrStdin()
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, inventory.MaxTemplate+1))
	if err == nil && len(data) > inventory.MaxTemplate {
		err = fmt.Errorf("%s has more than %d bytes, which is the most that a template can have", file, inventory.MaxTemplate)
	}
	return string(data), err
}

func newTemplateRollbackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rollback NAME VERSION",
		Short: "Save an older version of a template as its newest",
		Args:  cobra.ExactArgs(2),
	}
	c := addTemplateChange(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return c.stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			t, err := s.templateVersion(ctx, inventory.NormalName(args[0]), args[1])
			if err != nil {
				return err
			}
			if *c.comment == "" {
				*c.comment = "back to version " + args[1]
			}
			return c.run(ctx, cmd, s, t)
		})
	}
	return cmd
}

// templateVersion returns a version of a template, the newest for "".
func (s *desk) templateVersion(ctx context.Context, name, version string) (inventory.Template, error) {
	versions, err := s.TemplateVersions(ctx, inventory.DefaultTenant, name)
	if err != nil {
		return inventory.Template{}, withHint(err, "offhook template list shows those that there are")
	}
	if version == "" {
		return versions[0], nil
	}
	number, err := strconv.ParseInt(version, 10, 64)
	for _, t := range versions {
		if err == nil && t.Number == number {
			return t, nil
		}
	}
	return inventory.Template{}, invalid(fmt.Errorf("template %s has no version %q: it has 1 to %d", name, version, versions[0].Number))
}

func newTemplateRemoveCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rm NAME", Short: "Remove a template that no profile has, with all its versions", Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			name := inventory.NormalName(args[0])
			if err := s.DeleteTemplate(ctx, inventory.DefaultTenant, name); err != nil {
				return withHint(err, "offhook template list shows those that there are")
			}
			return report(cmd, "template %s removed", name)
		})
	}
	return cmd
}
