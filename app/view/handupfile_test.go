package view

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
	"woshou/data/store"
)

// attachedTo attaches a photo to a part of a case.
func attachedTo(t *testing.T, d *Desk, c *data.Case, about data.ElementID, name string, seed uint8, sensitive bool) *data.Case {
	t.Helper()
	c, err := d.AttachFile(c, AttachmentForm{About: about, Name: name, Content: photo(t, seed), Sensitive: sensitive})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// withPhotos is a case that waits to be handed up, with photos of a piece of evidence and of a
// meeting, and a sensitive one.
func withPhotos(t *testing.T) (*Desk, *data.Case) {
	t.Helper()
	d, c := played(t, "07", "session", 3, "2026-05-08")
	linked(t, d)
	c, err := d.SetEvidence(c, data.Evidence{Title: "1983年山权证", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	evidence := c.Evidence[len(c.Evidence)-1].ID
	c = attachedTo(t, d, c, evidence, "山权证.jpg", 3, false)
	c = attachedTo(t, d, c, evidence, "病历.jpg", 5, true)
	c = attachedTo(t, d, c, c.Sessions[0].ID, "现场.jpg", 7, false)
	return d, attachedTo(t, d, c, "", "合影.jpg", 9, false)
}

func TestLetterFiles_AreListedAndTickedByPart(t *testing.T) {
	d, c := withPhotos(t)
	files := d.LetterFiles(c)
	var got []string
	for _, f := range files {
		if f.Why != "" || f.Size == "" {
			t.Errorf("%+v", f)
		}
		got = append(got, joinText(f.Name, f.About))
	}
	if want := []string{"山权证.jpg 1983年山权证", "病历.jpg 1983年山权证", "现场.jpg 第1次调解 2026年4月24日", "合影.jpg"}; !slices.Equal(got, want) || !files[1].Covered || files[0].Covered {
		t.Errorf("%q", got)
	}
	if in := d.NewHandUp(c); len(in.Files) != 0 {
		t.Errorf("nothing of what is usually sent speaks of them, but ticked are %v", in.Files)
	}
	id := func(i int) data.ElementID { return c.Attachments[i].ID }
	for _, x := range []struct {
		parts []string
		want  []data.ElementID
	}{
		{[]string{PartEvidence}, []data.ElementID{id(0)}}, // and not the sensitive one
		{[]string{PartMeetings, PartEvidence}, []data.ElementID{id(0), id(2)}},
		{LetterParts, []data.ElementID{id(0), id(2)}}, // what belongs to no part is for a person to tick
	} {
		if got := d.usualFiles(c, x.parts); !slices.Equal(got, x.want) {
			t.Errorf("%v: %v", x.parts, got)
		}
	}
	// What shows a danger is usually sent, as the part is.
	c.Escalations = append(c.Escalations, data.Escalation{ID: "e"})
	c.Attachments[3].About = "e"
	if got := d.NewHandUp(c).Files; !slices.Equal(got, []data.ElementID{id(3)}) {
		t.Errorf("of the danger %v are ticked", got)
	}
}

// What was ticked is previewed, sent with its key and recorded; nothing else can be opened
// with any key of the letter.
func TestHandUpOnline_FilesGoAlong(t *testing.T) {
	d, c := withPhotos(t)
	in := online(d, c, PartParties)
	in.Files = []data.ElementID{c.Attachments[3].ID, c.Attachments[0].ID}
	preview, err := d.HandUpLetter(c, in)
	if err != nil {
		t.Fatal(err)
	}
	shown := words(d.LetterCards(preview))
	for name, want := range map[string]bool{"山权证.jpg": true, "合影.jpg": true, "病历.jpg": false, "现场.jpg": false} {
		if strings.Contains(shown, name) != want {
			t.Errorf("the preview has %s is not %v", name, want)
		}
	}
	if !strings.Contains(d.FilesTravel(preview), "记录后面") {
		t.Errorf("%q", d.FilesTravel(preview))
	}
	if err := d.SetFiles(store.FilesPaused, ""); err != nil || !strings.Contains(d.FilesTravel(preview), "暂停") {
		t.Errorf("%v, paused: %q", err, d.FilesTravel(preview))
	}
	if c, err = d.HandUp(c, in); err != nil {
		t.Fatal(err)
	}
	h := c.HandUps[0]
	a, b := c.Attachments[0], c.Attachments[3]
	if want := []data.HandUpFile{{ID: a.ID, Name: a.Name, Hash: a.Hash}, {ID: b.ID, Name: b.Name, Hash: b.Hash}}; !slices.Equal(h.Files, want) {
		t.Errorf("on record: %+v", h.Files)
	}
	if !slices.Contains(d.CaseView(c).HandUps[0].Rows, Pair{"随网移送的附件", "山权证.jpg\n合影.jpg"}) {
		t.Errorf("the case does not show them: %+v", d.CaseView(c).HandUps[0].Rows)
	}
	l, _ := openedLetter(t, d, c)
	if len(l.Files) != 2 {
		t.Fatalf("%d files", len(l.Files))
	}
	opens := func(f *letter.File, i int) bool {
		sealed, _ := d.Store.SealedFile(c.ID, c.Attachments[i])
		path, _ := d.Store.FilePath(sealed)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		form := seal.File{Name: sealed.Name, Hash: c.Attachments[i].Hash, Size: c.Attachments[i].Size}
		_, err = form.ReadAll(bytes.NewReader(raw), seal.FileKeys{Case: seal.NewKey(f.Key), Own: seal.NewKey(f.Key)})
		return err == nil
	}
	for n, f := range l.Files {
		for i := range c.Attachments {
			if want := i == []int{0, 3}[n]; opens(&f, i) != want {
				t.Errorf("the key of %s opens %s: want %v", f.Title, c.Attachments[i].Name, want)
			}
		}
		if own := c.Attachments[[]int{0, 3}[n]]; f.Title != own.Name || f.Media != own.Media || f.Size != own.Size || f.Hash != own.Hash {
			t.Errorf("%+v", f)
		}
	}
	text, _ := json.Marshal(l)
	for _, not := range []string{"病历", "现场.jpg", string(c.Attachments[1].Hash)} {
		if bytes.Contains(text, []byte(not)) {
			t.Errorf("the letter has %s", not)
		}
	}
}

func TestHandUpOnline_FilesThatCannotGo(t *testing.T) {
	d, c := withPhotos(t)
	in := online(d, c, PartParties)
	in.Files = []data.ElementID{"none"}
	_, err := d.HandUp(c, in)
	wantInvalid(t, err, "handup.files", "handup.file")
	in.Files = slices.Repeat([]data.ElementID{c.Attachments[0].ID}, letter.MaxFiles+1)
	_, err = d.HandUp(c, in)
	wantInvalid(t, err, "handup.files", "handup.files_many")
	in.Files = []data.ElementID{c.Attachments[0].ID}
	f, _ := d.Store.SealedFile(c.ID, c.Attachments[0])
	path, _ := d.Store.FilePath(f)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// As a program of before wrote it, and as the township has it.
	first := append(seal.FileHead(1), raw[len(seal.FileHead(1)):]...)
	if err := os.WriteFile(path, first, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Store.FileSent(f.Name, data.Epoch{1}); err != nil {
		t.Fatal(err)
	}
	if why := d.LetterFiles(c)[0].Why; !strings.Contains(why, "旧格式") || !strings.Contains(why, "纸质") {
		t.Errorf("of version 1: %q", why)
	}
	_, err = d.HandUpLetter(c, in)
	wantInvalid(t, err, "handup.files", "handup.file")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if why := d.LetterFiles(c)[0].Why; !strings.Contains(why, "找不到") {
		t.Errorf("gone: %q", why)
	}
	if got := d.usualFiles(c, []string{PartEvidence}); len(got) != 0 {
		t.Errorf("ticked though it is gone: %v", got)
	}
	_, err = d.HandUp(c, in)
	wantInvalid(t, err, "handup.files", "handup.file")
	// On paper nothing of it matters.
	in.Online = false
	if c, err = d.HandUp(c, in); err != nil || c.HandUps[0].Files != nil {
		t.Errorf("%v, %v", err, c.HandUps)
	}
}
