package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// layerNoun is a kind of layer as the command line names it.
type layerNoun struct {
	kind inventory.LayerKind
	// whose says for whom its values are.
	whose string
}

var (
	globalNoun  = layerNoun{inventory.LayerGlobal, "all phones"}
	siteNoun    = layerNoun{inventory.LayerSite, "the phones of a site"}
	profileNoun = layerNoun{inventory.LayerProfile, "the phones of a profile"}
)

// use is the usage of a command that names a layer.
func (n layerNoun) use(command, rest string) string {
	if n.kind == inventory.LayerGlobal {
		return strings.TrimSpace(command + " " + rest)
	}
	return strings.TrimSpace(command + " NAME " + rest)
}

// args is the number of arguments that the name of the layer is.
func (n layerNoun) args() int {
	if n.kind == inventory.LayerGlobal {
		return 0
	}
	return 1
}

// split returns the name of the layer, and what follows it.
func (n layerNoun) split(args []string) (string, []string) {
	if n.kind == inventory.LayerGlobal {
		return "", args
	}
	return inventory.NormalName(args[0]), args[1:]
}

func (n layerNoun) example(lines ...string) string {
	for i, line := range lines {
		lines[i] = "  offhook " + string(n.kind) + " " + line
	}
	return strings.Join(lines, "\n")
}

// newLayerSetCommand returns `set` of a kind of layer.
func newLayerSetCommand(n layerNoun, example string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   n.use("set", "ITEM=VALUE..."),
		Short: "Set values for " + n.whose,
		Long: `Set values for ` + n.whose + `. ITEM is a tag, an NVM item or a param of the
catalogue, offhook item lists them; the value of a secret item may also be @FILE.
%NAME% is a value of your own for templates. raw:ITEM, of a profile, is an item that the
catalogue does not have for its models: its value is written exactly as it stands.

What would make a document with an error is refused, and so is what a phone would
ignore. With --dry-run nothing is stored: the differences are shown, and how many
phones they reach. A data server says how many phones it leads to another server: with
a wrong one, they never come back.`,
		Example: n.example(example),
		Args:    cobra.MinimumNArgs(n.args() + 1),
	}
	c := addLayerChange(cmd, n)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, rest := n.split(args)
		settings, err := parseSettings(rest)
		if err != nil {
			return err
		}
		return c.run(name, "", func(l *inventory.Layer) error {
			for _, s := range settings {
				if old, ok := sameValue(l, s.Name()); ok && old != s.Item {
					l.Unset(old)
				}
				s.Item = provdoc.SpellIPUI(s.Item, itemsOf(l.Settings))
				l.Put(s)
			}
			return nil
		})
	}
	return cmd
}

func newLayerUnsetCommand(n layerNoun) *cobra.Command {
	cmd := &cobra.Command{
		Use:   n.use("unset", "ITEM..."),
		Short: "Remove values of " + n.whose,
		Long: `Remove values of ` + n.whose + `: each gets the value of the layer below, if that
has one. A phone keeps a value that its document does not set any more.`,
		Args: cobra.MinimumNArgs(n.args() + 1),
	}
	c := addLayerChange(cmd, n)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, items := n.split(args)
		return c.run(name, "", func(l *inventory.Layer) error {
			for _, item := range items {
				old, ok := sameValue(l, item)
				if !ok {
					return invalid(fmt.Errorf("%s has no value of %s: offhook %s lists them", l, item, strings.TrimSpace(string(l.Kind)+" show "+l.Name)))
				}
				l.Unset(old)
			}
			return nil
		})
	}
	return cmd
}

// sameValue returns the name under which a layer has the value that name means. Which other names mean the same depends on the
// model, so that the values of all models are told apart by their very names.
func sameValue(l *inventory.Layer, name string) (string, bool) {
	if l.Kind == inventory.LayerProfile {
		m, _ := model.Lookup(l.Models[0])
		return sameSetting(m, l.Settings, name)
	}
	return name, slices.ContainsFunc(l.Settings, func(s inventory.Setting) bool { return s.Name() == name })
}

// layerChange is a command that changes a layer, and shows before what that does.
type layerChange struct {
	cmd    *cobra.Command
	noun   layerNoun
	stored *storeFlags
	dryRun *layerDryRun
	asJSON bool
}

func addLayerChange(cmd *cobra.Command, n layerNoun) *layerChange {
	c := &layerChange{cmd: cmd, noun: n, stored: addStoreFlags(cmd)}
	c.dryRun = addLayerDryRunFlag(cmd)
	addJSONFlag(cmd, &c.asJSON)
	return c
}

// run makes the change, unless it would make a document with an error, or a value that phones ignore. template is one that the change needs, "" for none.
func (c *layerChange) run(name, template string, change func(*inventory.Layer) error) error {
	if err := cmp.Or(refuseStandard(c.noun, name), c.dryRun.check()); err != nil {
		return err
	}
	return c.stored.with(c.cmd, writesUnless(c.dryRun.isOn()), func(ctx context.Context, s *desk) error {
		if err := s.hasTemplate(ctx, template); err != nil {
			return err
		}
		p, err := s.preview(ctx, c.noun.kind, name, change)
		if errors.Is(err, inventory.ErrNotFound) {
			return withHint(exitError(exitUsage, err), fmt.Sprintf("offhook %s list shows those that there are", c.noun.kind))
		}
		if err != nil {
			return err
		}
		warnAll(c.cmd, p.warnings)
		waiting, err := s.waitingLines(ctx, p, c.noun.kind, name)
		if err != nil {
			return err
		}
		if text := waitingWarning(waiting); text != "" {
			warn(c.cmd, "%s", text)
		}
		if c.dryRun.isOn() {
			return errors.Join(s.warnLayerWear(ctx, c.cmd, c.noun.kind, name), c.dryRun.show(ctx, c.cmd, s, p, c.asJSON))
		}
		if err := p.refusal(); err != nil {
			p.printFaults(c.cmd)
			return err
		}
		_, err = s.UpdateLayer(ctx, inventory.DefaultTenant, c.noun.kind, name, func(l *inventory.Layer) error {
			l.Idle = p.Changed == 0
			return change(l)
		})
		if err != nil {
			return err
		}
		return cmp.Or(p.report(c.cmd, c.asJSON), s.warnLayerWear(ctx, c.cmd, c.noun.kind, name))
	})
}

// refuseStandard says that a built-in profile is never edited.
func refuseStandard(n layerNoun, name string) error {
	if n.kind != inventory.LayerProfile || !strings.HasPrefix(name, inventory.StandardPrefix) {
		return nil
	}
	err := exitError(exitUsage, fmt.Errorf("profile %s is built in, and never changed", name))
	return withHint(err, fmt.Sprintf("offhook profile copy %s NAME makes one of your own of it", name))
}

// newLayerShowCommand returns `show` of a kind of layer.
func newLayerShowCommand(n layerNoun) *cobra.Command {
	cmd := &cobra.Command{Use: n.use("show", ""), Short: "Show the values of " + n.whose + ", but for secrets", Args: cobra.ExactArgs(n.args())}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, _ := n.split(args)
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			l, err := s.layer(ctx, n.kind, name)
			if err != nil {
				return err
			}
			news, err := s.layerNews(ctx)
			if err != nil {
				return err
			}
			news.warnWear(cmd, &l)
			view := viewLayer(&l, news.devices)
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), view)
			}
			return report(cmd, "%s", strings.Join(view.lines(), "\n"))
		})
	}
	return cmd
}

// layer returns a layer of the database, or a built-in profile.
func (s *desk) layer(ctx context.Context, kind inventory.LayerKind, name string) (inventory.Layer, error) {
	if kind == inventory.LayerProfile {
		for _, p := range provision.Standard() {
			if p.Name == name {
				return p, nil
			}
		}
	}
	set, err := s.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return inventory.Layer{}, err
	}
	return set.Layer(kind, name)
}

func newLayerRemoveCommand(n layerNoun) *cobra.Command {
	cmd := &cobra.Command{Use: n.use("rm", ""), Short: "Remove a " + string(n.kind) + " that no phone has", Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name := inventory.NormalName(args[0])
		if err := refuseStandard(n, name); err != nil {
			return err
		}
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			if err := s.DeleteLayer(ctx, inventory.DefaultTenant, n.kind, name); err != nil {
				return err
			}
			return report(cmd, "%s removed", inventory.LayerName(n.kind, name))
		})
	}
	return cmd
}
