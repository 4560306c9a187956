package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// newGlobalCommand returns `offhook global` with everything below it.
func newGlobalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "global",
		Short: "Set values for all phones",
		Long: `Values for all phones. Each model takes those that the catalogue knows of it; a value
of a phone's site takes the place of the same value here, one of its profile that of both, and its
own that of all.`,
	}
	cmd.AddCommand(newLayerSetCommand(globalNoun, "set S_STUN_SERVER=stun.example.net DmGlobal.0.NtpServer=ntp.example.net"),
		newLayerUnsetCommand(globalNoun), newLayerShowCommand(globalNoun))
	return cmd
}

// newSiteCommand returns `offhook site` with everything below it.
func newSiteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "site",
		Short: "Set values for the phones at one place",
		Long: `Values for the phones at one place, whatever their models. offhook device edit MAC
--site NAME puts a phone there.`,
	}
	cmd.AddCommand(newSiteAddCommand(), newLayerSetCommand(siteNoun, "set berlin S_SIP_SERVER=pbx.berlin.example.net"),
		newLayerUnsetCommand(siteNoun), newLayerShowCommand(siteNoun), newLayerListCommand(siteNoun), newLayerRemoveCommand(siteNoun))
	return cmd
}

// newProfileCommand returns `offhook profile` with everything below it.
func newProfileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Set values for phones of some models that are used in one way",
		Long: `Values, and perhaps a template, for phones of some models that are used in one way.
offhook device edit MAC --profile NAME gives one to a phone. Profiles whose names
begin with standard- are built in: they are never changed, and can be copied.`,
	}
	cmd.AddCommand(newProfileAddCommand(), newProfileCopyCommand(), newProfileEditCommand(),
		newLayerSetCommand(profileNoun, "set lobby S_SIP_SERVER_1=pbx.example.net"), newLayerUnsetCommand(profileNoun),
		newLayerShowCommand(profileNoun), newLayerListCommand(profileNoun), newLayerRemoveCommand(profileNoun))
	return cmd
}

func newSiteAddCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "add NAME", Short: "Add a site", Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	comment := cmd.Flags().String("comment", "", "what people should know of it")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		site := newSite(inventory.NormalName(args[0]))
		site.Comment = *comment
		return addLayer(cmd, stored, site)
	}
	return cmd
}

// addLayer stores a new layer and says so.
func addLayer(cmd *cobra.Command, stored *storeFlags, l inventory.Layer) error {
	l.Tenant = inventory.DefaultTenant
	if err := l.Validate(); err != nil {
		return deviceError(err)
	}
	warnings, err := checkLayer(&inventory.Layer{}, &l)
	if err != nil {
		return deviceError(err)
	}
	warnAll(cmd, warnings)
	return stored.with(cmd, writes, func(ctx context.Context, s *desk) error {
		if err := s.hasTemplate(ctx, l.Template); err != nil {
			return err
		}
		if err := s.CreateLayer(ctx, l); err != nil {
			return err
		}
		return report(cmd, "%s added", &l)
	})
}

// hasTemplate reports that there is no such template; the empty name needs none.
func (s *desk) hasTemplate(ctx context.Context, name string) error {
	if name == "" {
		return nil
	}
	_, err := s.TemplateVersions(ctx, inventory.DefaultTenant, name)
	if errors.Is(err, inventory.ErrNotFound) {
		return withHint(exitError(exitUsage, err), fmt.Sprintf("offhook template save %s FILE makes it", name))
	}
	return err
}

// profileFlags are what profile add and profile edit say about a profile.
type profileFlags struct {
	cmd               *cobra.Command
	models            []string
	template, comment string
}

func addProfileFlags(cmd *cobra.Command) *profileFlags {
	f := &profileFlags{cmd: cmd}
	cmd.Flags().StringSliceVar(&f.models, "model", nil, "models that it is for, with commas between them: "+strings.Join(modelNames(), ", "))
	cmd.Flags().Var((*nameValue)(&f.template), "template",
		"template that makes its documents: offhook template list shows them; \"\" for none")
	cmd.Flags().StringVar(&f.comment, "comment", "", "what people should know of it")
	return f
}

// apply puts what was given into a profile.
func (f *profileFlags) apply(l *inventory.Layer) error {
	if f.cmd.Flags().Changed("model") {
		l.Models = nil
		for _, name := range f.models {
			m, err := model.Lookup(strings.TrimSpace(name))
			if err != nil {
				return invalid(err)
			}
			l.Models = append(l.Models, m.Name)
		}
	}
	if f.cmd.Flags().Changed("template") {
		l.Template = f.template
	}
	if f.cmd.Flags().Changed("comment") {
		l.Comment = f.comment
	}
	return nil
}

func newProfileAddCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "add NAME --model MODEL,...",
		Short:   "Add a profile",
		Example: "  offhook profile add lobby --model DE310,DE410\n  offhook profile add lobby --model N510 --set S_SIP_SERVER=pbx.example.net",
		Args:    cobra.ExactArgs(1),
	}
	stored, flags := addStoreFlags(cmd), addProfileFlags(cmd)
	set := cmd.Flags().StringArray("set", nil, "ITEM=VALUE: a value of it; a secret one also as ITEM=@FILE; may be repeated")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		l := inventory.Layer{Kind: inventory.LayerProfile, Name: inventory.NormalName(args[0])}
		if err := flags.apply(&l); err != nil {
			return deviceError(err)
		}
		settings, err := parseSettings(*set)
		if err != nil {
			return err
		}
		l.Settings = settings
		return addLayer(cmd, stored, l)
	}
	return cmd
}

func newProfileCopyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "copy FROM NAME",
		Short:   "Add a profile that begins as a copy of another one, such as a built-in one",
		Example: "  offhook profile copy standard-n510 lobby",
		Args:    cobra.ExactArgs(2),
	}
	stored, flags := addStoreFlags(cmd), addProfileFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return stored.with(cmd, writes, func(ctx context.Context, s *desk) error {
			l, err := s.layer(ctx, inventory.LayerProfile, inventory.NormalName(args[0]))
			if err != nil {
				return err
			}
			l.Name, l.Comment = inventory.NormalName(args[1]), "copied from "+args[0]
			if err := flags.apply(&l); err != nil {
				return err
			}
			warnings, err := checkLayer(&inventory.Layer{}, &l)
			if err != nil {
				return err
			}
			warnAll(cmd, warnings)
			if err := cmp.Or(s.hasTemplate(ctx, l.Template), s.CreateLayer(ctx, l)); err != nil {
				return err
			}
			return report(cmd, "%s added", &l)
		})
	}
	return cmd
}

func newProfileEditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change the models, the template or the comment of a profile",
		Args:  cobra.ExactArgs(1),
	}
	c, flags := addLayerChange(cmd, profileNoun), addProfileFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !cmd.Flags().Changed("model") && !cmd.Flags().Changed("template") && !cmd.Flags().Changed("comment") {
			return withHint(usageError("no flag says what to change"), "offhook profile edit --help lists the flags")
		}
		return c.run(inventory.NormalName(args[0]), flags.template, flags.apply)
	}
	return cmd
}

// newLayerListCommand returns `list` of a kind of layer.
func newLayerListCommand(n layerNoun) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the " + string(n.kind) + "s", Args: cobra.NoArgs}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		err := stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			set, err := s.LayerSet(ctx, inventory.DefaultTenant)
			if err != nil {
				return err
			}
			news, err := s.layerNews(ctx)
			if err != nil {
				return err
			}
			return printLayers(cmd, n, append(builtIn(n.kind), set.Layers...), news, asJSON)
		})
		if errors.Is(err, store.ErrNoDatabase) && n.kind == inventory.LayerProfile {
			return printLayers(cmd, n, builtIn(n.kind), layerNews{}, asJSON) // they are there without one
		}
		return err
	}
	return cmd
}

// builtIn are the layers of a kind that nobody made.
func builtIn(kind inventory.LayerKind) []inventory.Layer {
	if kind == inventory.LayerProfile {
		return provision.Standard()
	}
	return nil
}

// printLayers prints the layers of one kind, with what is known of them.
func printLayers(cmd *cobra.Command, n layerNoun, layers []inventory.Layer, news layerNews, asJSON bool) error {
	out, empty := newTable(cmd.OutOrStdout(), "NAME", "PHONES", "VALUES", "MODELS", "TEMPLATE", "COMMENT"), true
	for i := range layers {
		if layers[i].Kind != n.kind {
			continue
		}
		empty = false
		news.warnWear(cmd, &layers[i])
		v := viewLayer(&layers[i], news.devices)
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), v)
		} else {
			err = out.row(v.Name, fmt.Sprint(v.Devices), fmt.Sprint(len(v.Settings)), strings.Join(v.Models, ","), v.Template, out.brief(v.Comment))
		}
		if err != nil {
			return err
		}
	}
	if empty {
		progress(cmd, "there are no %ss: offhook %s add adds one", n.kind, n.kind)
	}
	return out.flush()
}
