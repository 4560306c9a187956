package phone

import (
	"fmt"
)

// provisioning is a <provisioning> document for the phone, with params and with further elements behind them.
func provisioning(m *Machine, params, elements string) string {
	return fmt.Sprintf("<provisioning version=\"1.1\" productID=%q><nvm>%s</nvm>%s</provisioning>", m.config.Model.ProductID, params, elements)
}

// param is one setting of such a document.
func param(name, value string) string { return fmt.Sprintf("<param name=%q value=%q/>", name, value) }
