package view

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/data/parcel"
)

const phrase = "1234 5678 9012 3456 7890 1234"

// packed packs the case of a played sample and returns the file.
func packed(t *testing.T) (*Desk, *data.Case, string) {
	t.Helper()
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	path := filepath.Join(t.TempDir(), ParcelName(c)+parcel.Extension)
	if err := d.PackCase(c, path, phrase); err != nil {
		t.Fatal(err)
	}
	return d, c, path
}

func opened(t *testing.T, path string) *parcel.Parcel {
	t.Helper()
	p, err := OpenParcel(path, phrase)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPackCase_ArrivesOnAnotherComputerOfTheRoom(t *testing.T) {
	d, c, path := packed(t)
	leaves(t, filepath.Dir(path), filepath.Base(path))
	if got := d.Store.Committee().Exports; len(got) != 1 || got[0].What != ExportCase || got[0].Cases != 1 {
		t.Errorf("recorded %+v", got)
	}
	if err := d.PackCase(c, path, phrase); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an old file: %v", err)
	}
	p := opened(t, path)
	other := newDesk(t, "2026-03-25")
	v := other.ParcelView(p)
	if v.Here || v.Title != c.Title() || len(v.History) == 0 || v.History[0].What == "" {
		t.Errorf("%+v", v)
	}
	got, err := other.TakeParcel(p, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := data.Diff(c, got); len(diff) != 0 {
		t.Errorf("the case differs: %+v", diff)
	}
	if v = other.ParcelView(p); !v.Here || !v.Same {
		t.Errorf("afterwards %+v", v)
	}
	_, err = other.TakeParcel(p, false)
	wantInvalid(t, err, "parcel.file", "parcel.here")
	if len(other.Store.Rows()) != 1 || len(other.Store.Facts()) != 1 {
		t.Errorf("%d cases, %d facts", len(other.Store.Rows()), len(other.Store.Facts()))
	}
}

func TestTakeParcel_OfAnotherCommitteeIsNotCounted(t *testing.T) {
	_, c, path := packed(t)
	p := opened(t, path)
	other := deskOf(t, village(t, 1), "2026-03-25")
	got, err := other.TakeParcel(p, false)
	if err != nil {
		t.Fatal(err)
	}
	if got.Number != c.Number || got.Status != c.Status || got.Seq != 0 || !got.Import.Guest {
		t.Errorf("%s %s %d %+v", got.Number, got.Status, got.Seq, got.Import)
	}
	if len(other.Store.Facts()) != 0 || nextNumber(t, other.Store, c.Year) != 1 {
		t.Errorf("counted: %d facts, next number %d", len(other.Store.Facts()), nextNumber(t, other.Store, c.Year))
	}
	if v := other.ParcelView(p); !v.Same {
		t.Errorf("%+v", v)
	}
}

func TestTakeParcel_KeepsBothOfWhatDiffers(t *testing.T) {
	_, _, path := packed(t)
	p := opened(t, path)
	other := newDesk(t, "2026-03-25")
	got, err := other.TakeParcel(p, false)
	if err != nil {
		t.Fatal(err)
	}
	after := got.Clone()
	after.Summary = "另有说法"
	if _, err := other.Store.SaveCase(string(ActEdit), got, after); err != nil {
		t.Fatal(err)
	}
	if v := other.ParcelView(p); !v.Here || v.Same {
		t.Errorf("%+v", v)
	}
	merged, err := other.TakeParcel(p, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(merged.Conflicts) != 1 || merged.Conflicts[0].Path != "summary" || merged.Summary != p.Case.Summary {
		t.Errorf("conflicts %+v", merged.Conflicts)
	}
}

func TestOpenParcel_SaysWhatIsWrong(t *testing.T) {
	_, _, path := packed(t)
	_, err := OpenParcel(path, "1234")
	wantInvalid(t, err, "parcel.passphrase", "passphrase.wrong")
	_, err = OpenParcel(path+"x", phrase)
	wantInvalid(t, err, "parcel.file", "file.none")
	other := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(other, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = OpenParcel(other, phrase)
	wantInvalid(t, err, "parcel.file", "file.unknown")
}
