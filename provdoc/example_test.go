package provdoc_test

import (
	"fmt"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

const exampleDocument = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame>
  <Provider>
    <VERSION value="0503261415"/>
    <PROFILE_NAME class="string" value="N720"/>
    <S_PROV_USERNAME class="string" value="A & B"/>
  </Provider>
</ProviderFrame>
`

// All faults are found at once, those of the form and those of the content.
func ExampleCheck() {
	for _, finding := range provdoc.Check([]byte(exampleDocument), provdoc.CheckOptions{}) {
		fmt.Println(finding)
	}
	// Output:
	// 6:5: warning: S_PROV_USERNAME: this tag has no effect on the N720 unless I_PHONE_SYSTEM=5: set that too, or use the SYMB_ITEM form [condition-not-met]
	// 6:46: error: S_PROV_USERNAME: write this & as &amp; [unescaped-ampersand]
}

// An edit leaves everything else as it was.
func ExampleDocument_Set() {
	doc, _ := provdoc.Parse([]byte(exampleDocument))
	if err := doc.Set("S_PROV_USERNAME", "Büro & Nord"); err != nil {
		fmt.Println(err)
	}
	if err := doc.Set("I_PHONE_SYSTEM", "5"); err != nil {
		fmt.Println(err)
	}
	for _, item := range doc.Items() {
		fmt.Printf("%s = %s\n", item.Name, item.Text())
	}
	// Output:
	// VERSION = 0503261415
	// PROFILE_NAME = N720
	// S_PROV_USERNAME = Büro & Nord
	// I_PHONE_SYSTEM = 5
}

// A phone takes what its model knows, under the names of its memory.
func ExampleDocument_Settings() {
	doc, _ := provdoc.Parse([]byte(exampleDocument))
	n510, err := model.Lookup("N510")
	if err != nil {
		fmt.Println(err)
		return
	}
	settings, _ := doc.Settings(n510, nil)
	for _, s := range settings {
		fmt.Printf("%s = %s\n", s.Item, s.Value)
	}
	// Output:
	// BS_IP_Data.aucS_HTTP_DIGEST_USERNAME = A & B
}

// A document for a phone is built from its values.
func ExampleBuild() {
	n720, err := model.Lookup("N720")
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := provdoc.Build(provdoc.Frame{
		Model:   n720,
		MAC:     model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF},
		Version: "0503261416",
		Entries: []provdoc.Entry{
			{Name: provdoc.ItemDigestUsername, Value: "site42"},
			{Name: "BS_IP_Data.aucS_DATA_SERVER[%]", Value: "http://prov.example.net"},
		},
	})
	fmt.Printf("%s%v\n", data, err)
	// Output:
	// <?xml version="1.0" encoding="ISO-8859-1"?>
	// <ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="N720_general.xsd">
	//   <Provider>
	//     <MAC_ADDRESS value="7C2F80ABCDEF"/>
	//     <VERSION value="0503261416"/>
	//     <PROFILE_NAME class="string" value="N720"/>
	//     <SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="site42"/>
	//     <SYMB_ITEM ID="BS_IP_Data.aucS_DATA_SERVER[%]" class="symb_item" value='"http://prov.example.net"'/>
	//   </Provider>
	// </ProviderFrame>
	// <nil>
}
