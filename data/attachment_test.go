package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func gray(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	return img
}

// files are whole files of each kind.
func files(t testing.TB) map[Media][]byte {
	t.Helper()
	var photo, picture bytes.Buffer
	if err := errors.Join(jpeg.Encode(&photo, gray(40, 30), nil), png.Encode(&picture, gray(40, 30))); err != nil {
		t.Fatal(err)
	}
	return map[Media][]byte{JPEG: photo.Bytes(), PNG: picture.Bytes(), PDF: []byte("%PDF-1.7\nsomething\n%%EOF\n")}
}

// A file is what its content says, and cut off anywhere it is no whole file.
func TestMediaOf(t *testing.T) {
	for media, whole := range files(t) {
		if got, err := MediaOf(whole); err != nil || got != media {
			t.Errorf("%s is %s, %v", media, got, err)
		}
		for n := range len(whole) - 2 {
			if got, err := MediaOf(whole[:n]); err == nil {
				t.Fatalf("%s of %d bytes, cut after %d, is %s", media, len(whole), n, got)
			}
		}
	}
	for code, b := range map[string][]byte{
		"file.nothing": nil, "file.heavy": make([]byte, MaxAttachment+1), "file.kind": []byte("GIF89a"),
		"file.broken": append(slices.Clone(pngStart), "IHDR"...),
	} {
		if _, err := MediaOf(b); codeIn(t, err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := MediaOf(append(make([]byte, 100), "%PDF-1.4 %%EOF"...)); err != nil {
		t.Errorf("a paper behind other bytes: %v", err)
	}
}

// A file's bytes may be anything; what is taken can be shown.
func FuzzMediaOf(f *testing.F) {
	for _, b := range files(f) {
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Add([]byte{0xff, 0xd8, 0xff, 0xda, 0, 0, 0xff, 0xff, 0xd9})
	f.Fuzz(func(t *testing.T, b []byte) {
		media, err := MediaOf(b)
		var bad *Invalid
		if err != nil && !errors.As(err, &bad) {
			t.Fatal(err)
		}
		if err == nil && media != PDF {
			if size, _, err := image.DecodeConfig(bytes.NewReader(b)); err != nil || size.Width*size.Height > maxPixels {
				t.Fatalf("%s: %v, %v", media, size, err)
			}
		}
	})
}

func TestNewAttachment(t *testing.T) {
	content := files(t)[PNG]
	for name, want := range map[string]string{
		"照片.png": "照片.png", `C:\DCIM\a.png`: "a.png", "/home/x/b.png": "b.png", " c.png ": "c.png", "d\x00\u200b.png": "d.png",
		"": "附件.png", "..": "附件.png", ".": "附件.png", `\`: "附件.png", strings.Repeat("长", 200) + ".png": strings.Repeat("长", 116) + ".png",
	} {
		a, err := NewAttachment(name, content)
		if err != nil || a.Name != want || a.Media != PNG || a.Size != len(content) || a.Hash != HashOf(content) || a.ID == "" {
			t.Errorf("%q: %+v, %v", name, a, err)
		}
	}
	if _, err := NewAttachment("a.png", []byte("text")); codeIn(t, err) != "file.kind" {
		t.Errorf("text: %v", err)
	}
}

func TestCase_Attachments(t *testing.T) {
	c := sampleNeighbours()
	c.Evidence = []Evidence{{ID: "e1", Sensitive: true}, {ID: "e2"}}
	c.Agreements = []Agreement{{ID: "draft"}, {ID: "signed", FrozenOn: on("03-08"), Prints: 2, Items: []PerformanceItem{{ID: "item"}}}}
	name := Attachment{Name: "x.jpg"}
	at := func(about ElementID, print int) *Attachment {
		a := name
		a.About, a.Print = about, print
		return &a
	}
	for _, x := range []struct {
		a    *Attachment
		code string
	}{
		{at("", 0), ""}, {at("e1", 0), ""}, {at("signed", 2), ""}, {at("item", 0), ""}, {at(c.Parties[0].ID, 0), ""}, {at(c.Sessions[0].ID, 0), ""},
		{at("none", 0), "choice.empty"}, {at("draft", 0), "attachment.draft"}, {at("signed", 3), "attachment.print"}, {at("e1", 1), "attachment.print"},
		{at("signed", -1), "attachment.print"}, {&Attachment{}, "name.empty"},
	} {
		err := c.CheckAttachment(x.a)
		if x.code == "" && err != nil || x.code != "" && codeIn(t, err) != x.code {
			t.Errorf("%+v: %v, want %s", x.a, err, x.code)
		}
	}
	c.Attachments = make([]Attachment, MaxAttachments)
	if err := c.CheckAttachment(at("", 0)); codeIn(t, err) != "attachments.many" {
		t.Errorf("one more than there may be: %v", err)
	}
	if !c.Covered(at("e1", 0)) || c.Covered(at("e2", 0)) || !c.Covered(&Attachment{Sensitive: true}) || c.Covered(at("", 0)) {
		t.Error("what is covered is not what is sensitive")
	}
}

// Attachments fold and merge like other parts; what a conflict may bring back is still held,
// and the fact row knows nothing of them.
func TestAttachments_Fold(t *testing.T) {
	before := sampleNeighbours()
	a := Attachment{ID: "a1", About: "e1", Name: "x.jpg", Media: JPEG, Size: 3, Hash: HashOf([]byte("abc"))}
	after := before.Clone()
	after.Attachments = []Attachment{a}
	changes := Diff(before, after)
	if len(changes) != 1 || changes[0].Attached() == nil || *changes[0].Attached() != a || changes[0].Detached() != "" {
		t.Fatalf("%+v", changes)
	}
	fact, _ := FactOf(before)
	if with, _ := FactOf(after); !bytes.Equal(fact.Encode(), with.Encode()) {
		t.Error("the fact row changed")
	}
	renamed, gone := after.Clone(), after.Clone()
	renamed.Attachments[0].Name, gone.Attachments = "y.jpg", nil
	out := Diff(after, gone)
	if len(out) != 1 || out[0].Detached() != "a1" || out[0].Attached() != nil {
		t.Fatalf("%+v", out)
	}
	now := after.Clone()
	Apply(now, &Event{UID: UID{1}, Subject: now.ID}, Body{Changes: Diff(after, renamed)})
	Apply(now, &Event{UID: UID{2}, Subject: now.ID}, Body{Changes: out})
	if len(now.Attachments) != 0 || len(now.Conflicts) != 1 || len(now.Held()) != 1 || now.Held()[0].Hash != a.Hash {
		t.Errorf("%+v, held %+v", now.Conflicts, now.Held())
	}
	for _, path := range []string{"attachments", "attachments.a1.name", "evidence.a1", "summary"} {
		ch := Change{Path: path, Value: json.RawMessage(`{"hash":"x"}`)}
		if ch.Attached() != nil || ch.Detached() != "" {
			t.Errorf("%s puts or takes an attachment", path)
		}
	}
}

func TestContentHash(t *testing.T) {
	if sum, ok := HashOf([]byte("abc")).Bytes(); !ok || sum[0] != 0xba {
		t.Errorf("%x, %v", sum, ok)
	}
	for _, h := range []ContentHash{"", "abc", ContentHash(strings.Repeat("g", 64)), ContentHash(strings.Repeat("a", 66))} {
		if _, ok := h.Bytes(); ok {
			t.Errorf("%q is a hash", h)
		}
	}
}
