package main

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// takeOverFlags say of the phones of documents what the documents do not.
type takeOverFlags struct {
	cmd                                         *cobra.Command
	model, mac, profile, site, accept, username string
	password, integrated                        *secretValue
}

func addTakeOverFlags(cmd *cobra.Command) *takeOverFlags {
	f := &takeOverFlags{cmd: cmd}
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "of documents: the model of the phones (default the one that the items of the document tell): "+strings.Join(modelNames(), ", "))
	flags.StringVar(&f.mac, "mac", "", "of one document: the MAC of the phone (default its MAC_ADDRESS, or that in the name of the file)")
	flags.Var((*nameValue)(&f.profile), "profile",
		"of documents: profile that the phones get; values that it has are left to it")
	flags.Var((*nameValue)(&f.site), "site",
		"of documents: site that the phones get; values that it has are left to it")
	flags.StringVar(&f.accept, "accept", "", "of documents: credentials that open them: integrated, configured or integrated,configured (default configured when there is a pair, else integrated)")
	f.integrated = secretFlag(cmd, "integrated-password", "OFFHOOK_INTEGRATED_PASSWORD", "of one document: device password of the integrated pair")
	flags.StringVar(&f.username, "username", "", "of documents: user name of the configured pair (default the pair of the document)")
	f.password = secretFlag(cmd, "password", "OFFHOOK_PASSWORD", "password beside --username")
	return f
}

// takeOverChange is what the flags say, read.
type takeOverChange struct {
	model                   *model.Model
	mac                     model.MAC
	profile, site, username string
	accept                  inventory.Accept
	password, integrated    digest.Secret
}

// change reads the flags, none of which is for a table.
func (f *takeOverFlags) change(sources []importSource) (c takeOverChange, err error) {
	for _, name := range []string{"model", "mac", "profile", "site", "accept", "integrated-password", "username", "password"} {
		switch changed := f.cmd.Flags().Changed(name); {
		case changed && isTable(sources):
			return c, usageError("--%s is for documents: a table says that in a column", name)
		case changed && len(sources) > 1 && (name == "mac" || name == "integrated-password"):
			return c, usageError("--%s is for one document, and there are %d", name, len(sources))
		}
	}
	c.profile, c.site, c.username = f.profile, f.site, f.username
	if f.model != "" {
		if c.model, err = model.Lookup(f.model); err != nil {
			return c, exitError(exitUsage, err)
		}
	}
	if f.mac != "" {
		if c.mac, err = parseMAC(f.mac); err != nil {
			return c, err
		}
	}
	if f.accept != "" {
		if c.accept, err = inventory.ParseAccept(f.accept); err != nil {
			return c, exitError(exitUsage, err)
		}
	}
	return c, f.secrets(&c)
}

// secrets takes passwords from the environment only beside what they belong to.
func (f *takeOverFlags) secrets(c *takeOverChange) error {
	var err, err2 error
	if f.username != "" || f.cmd.Flags().Changed("password") {
		c.password, _, err = f.password.Secret()
	}
	if f.cmd.Flags().Changed("integrated-password") {
		c.integrated, _, err2 = f.integrated.Secret()
	}
	if err := cmp.Or(err, err2); err != nil {
		return err
	}
	if c.username == "" && !c.password.IsZero() {
		return usageError("--password has no --username: a configured pair needs both")
	}
	return nil
}
