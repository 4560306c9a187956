package provision

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/discovery"
)

// TestOffersOf tells which models get which firmware file, and how, and files that no model's name
// fits. [W-fw] [R-wazo]
func TestOffersOf(t *testing.T) {
	t.Parallel()
	files := []string{
		"020008.img", "Gigaset-Nx70-V2.65.0-build.8504c90.bin", "MERKUR258_42.bin", "einsteiniwu117_70.bin", "fw258.bin",
		"merkur192_42.bin", "merkur258_42.bin", "merkur258_70.bin", "server_einstein_iwu099.bin",
	}
	offers, strangers := OffersOf(files)
	got := make([]string, len(offers))
	for i, o := range offers {
		got[i] = fmt.Sprint(o)
	}
	want := []string{
		"merkur258_42.bin: N510, 42.258.00.000.000: phones with older firmware find it in the index and install it",
		"merkur192_42.bin: N510, 42.192.00.000.000: no phone installs it from the index, which has a newer file",
		"einsteiniwu117_70.bin: N720, 70.117.00.000.000: phones with older firmware find it in the index and install it",
		"server_einstein_iwu099.bin: N720, 70.099.00.000.000: no phone installs it from the index, which has a newer file",
		"020008.img: DE900, DE700, DE410, DE310, 02.00.08: phones install it where their document names it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("OffersOf (-want +got):\n%s", diff)
	}
	if want := []string{files[1], files[2], files[4], files[7]}; !slices.Equal(strangers, want) {
		t.Errorf("files that fit no model: %v, want %v", strangers, want)
	}
	for _, o := range offers {
		indexed := slices.ContainsFunc(offered("42/2", files), func(b discovery.Baseline) bool { return b.File == o.File })
		if isN510 := slices.Equal(o.Models, []string{"N510"}); indexed != isN510 {
			t.Errorf("%s in the index of the N510: %t", o.File, indexed)
		}
	}
	if offers, strangers := OffersOf(nil); len(offers)+len(strangers) > 0 {
		t.Errorf("of no files: %v, %v", offers, strangers)
	}
	const names = "merkurNNN_42.bin (N510), server_einstein_iwuNNN.bin or einsteiniwuNNN_70.bin (N720), NNNNNN.img (DE)"
	if got := FirmwareNames(); got != names {
		t.Errorf("FirmwareNames = %s, want %s", got, names)
	}
}
