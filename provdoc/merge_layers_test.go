package provdoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// layeredLine is an entry with its origin in one line: "S_SIP_SERVER=c of 2 over 1=b 0=a".
func layeredLine(l Layered) string {
	line := fmt.Sprintf("%s=%s of %d", l.Name, l.Value, l.Layer)
	for i, o := range l.Over {
		if i == 0 {
			line += " over"
		}
		line += fmt.Sprintf(" %d=%s", o.Layer, o.Value)
	}
	return line
}

func entryList(text string) (entries []Entry) {
	for word := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(word, "=")
		entries = append(entries, Entry{Name: name, Value: value})
	}
	return entries
}

func TestMergeLayers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		model  string
		layers []string
		want   []string
	}{
		{"N510", []string{"S_SIP_SERVER=a S_DATA_SERVER=x", "S_SIP_SERVER=b", "BS_IP_Data1.aucS_SIP_SERVER=c"},
			[]string{"BS_IP_Data1.aucS_SIP_SERVER=c of 2 over 1=b 0=a", "S_DATA_SERVER=x of 0"}},
		{"N510", []string{"S_SIP_SERVER=a", "", "S_DATA_SERVER=x"}, []string{"S_SIP_SERVER=a of 0", "S_DATA_SERVER=x of 2"}},
		{"N720", []string{"BS_VOIP_Data.astVoipAccounts[3].ucVoipProviderIndex=1", "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0"},
			[]string{"BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 of 1 over 0=1"}},
		{"N870", []string{"DmGlobal.0.NtpServer=a", "DmGlobal.1.NtpServer=b", "DmGlobal.0.NtpServer=c"},
			[]string{"DmGlobal.0.NtpServer=c of 2 over 0=a", "DmGlobal.1.NtpServer=b of 1"}},
		{"N510", nil, nil},
	} {
		var layers [][]Entry
		for _, text := range tc.layers {
			layers = append(layers, entryList(text))
		}
		var got []string
		for _, l := range MergeLayers(modelNamed(t, tc.model), layers...) {
			got = append(got, layeredLine(l))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("MergeLayers of %q (-want +got):\n%s", tc.layers, diff)
		}
	}
}

// TestMergeLayersIsMerge compares both on random layers: the entries are the same, and nothing that a layer says is forgotten.
func TestMergeLayersIsMerge(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "N510")
	names := []string{"S_SIP_SERVER", "BS_IP_Data1.aucS_SIP_SERVER", "S_SIP_SERVER_2", "S_DATA_SERVER", "BS_IP_Data1.aucS_DATA_SERVER[0]"}
	rapid.Check(t, func(r *rapid.T) {
		var layers [][]Entry
		var want []Entry
		total := 0
		for n := range rapid.IntRange(0, 4).Draw(r, "layers") {
			var layer []Entry
			for i, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(r, "names") {
				layer = append(layer, Entry{Name: name, Value: fmt.Sprint(n, i)})
			}
			layers, want = append(layers, layer), Merge(m, want, layer)
			total += len(layer)
		}
		var got []Entry
		said := 0
		for _, l := range MergeLayers(m, layers...) {
			got = append(got, l.Entry)
			said += 1 + len(l.Over)
			for _, o := range l.Over {
				if o.Layer >= l.Layer {
					r.Fatalf("%s is over one of layer %d", layeredLine(l), o.Layer)
				}
			}
		}
		if len(got) != len(want) || len(got) > 0 && !cmp.Equal(got, want) {
			r.Fatalf("MergeLayers = %v, Merge = %v", got, want)
		}
		if said < total {
			r.Fatalf("of %d entries only %d are told of", total, said)
		}
	})
}
