package parcel

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"testing"

	"woshou/data"
)

// withFiles is a parcel whose case has two attachments of one content, one of another, and
// one whose content is not there.
func withFiles(t testing.TB) Parcel {
	t.Helper()
	p := sample(t)
	p.Files = map[data.ContentHash][]byte{}
	for _, content := range []string{"借条的照片", "借条的照片", "收条的扫描件"} {
		b := bytes.Repeat([]byte(content), 5000)
		p.Files[data.HashOf(b)] = b
		p.Case.Attachments = append(p.Case.Attachments, data.Attachment{
			ID: data.NewElementID(), Name: "1.jpg", Media: data.JPEG, Size: len(b), Hash: data.HashOf(b),
		})
	}
	p.Case.Attachments = append(p.Case.Attachments, data.Attachment{ID: "gone", Name: "2.jpg", Size: 3, Hash: data.HashOf([]byte("gone"))})
	return p
}

func sealedFiles(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := seal(&out, withFiles(t), phrase, quick); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSeal_CarriesAttachments(t *testing.T) {
	b := sealedFiles(t)
	if bytes.Contains(b, []byte("借条")) || !bytes.HasPrefix(b, []byte("WOSHOU CASE 2\n")) {
		t.Errorf("it begins with %q", b[:20])
	}
	got, err := Open(bytes.NewReader(b), phrase)
	if err != nil {
		t.Fatal(err)
	}
	want := withFiles(t)
	if len(got.Case.Attachments) != 4 || !maps.EqualFunc(got.Files, want.Files, bytes.Equal) {
		t.Errorf("%+v with %d contents", got.Case.Attachments, len(got.Files))
	}
}

// A file of every released format opens forever.
func TestOpen_Format2(t *testing.T) {
	const path = "testdata/format2.woshoucase"
	if *update {
		if err := os.WriteFile(path, sealedFiles(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(bytes.NewReader(b), phrase)
	if err != nil || len(got.Files) != 2 || got.Case.Attachments[0].Size != len(got.Files[got.Case.Attachments[0].Hash]) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A sealed case of a program before attachments is written as it was.
func TestSeal_WithoutAttachmentsAsBefore(t *testing.T) {
	if b := sealed(t); !bytes.HasPrefix(b, []byte("WOSHOU CASE 1\n")) {
		t.Errorf("it begins with %q", b[:20])
	}
}

func TestOpen_AttachmentsCutOrChanged(t *testing.T) {
	whole := sealedFiles(t)
	for _, at := range []int{20, len(whole) / 3, len(whole) / 2, len(whole) - 1} {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1
		for name, b := range map[string][]byte{"cut": whole[:at], "changed": flipped, "longer": append(bytes.Clone(whole), 0)} {
			if _, err := Open(bytes.NewReader(b), phrase); err == nil {
				t.Errorf("%s at %d: opened", name, at)
			}
		}
	}
}

func TestSeal_RefusesTooMuch(t *testing.T) {
	p := sample(t)
	p.Files = map[data.ContentHash][]byte{}
	big := make([]byte, MaxFiles/8+1)
	for i := range 8 {
		hash := data.HashOf([]byte{byte(i)})
		p.Files[hash] = big
		p.Case.Attachments = append(p.Case.Attachments, data.Attachment{ID: data.NewElementID(), Hash: hash})
	}
	var bad *data.Invalid
	if err := seal(io.Discard, p, phrase, quick); !errors.As(err, &bad) || bad.Code != "parcel.heavy" {
		t.Errorf("%v", err)
	}
}

// What is inside may be anything: it is read or it is damage.
func FuzzReadInside(f *testing.F) {
	p := sample(f)
	p.Files = map[data.ContentHash][]byte{}
	for _, content := range [][]byte{[]byte("a"), []byte("bb")} {
		hash := data.HashOf(content)
		p.Files[hash] = content
		p.Case.Attachments = append(p.Case.Attachments, data.Attachment{ID: data.NewElementID(), Hash: hash, Size: len(content)})
	}
	files, err := filesOf(p)
	if err != nil {
		f.Fatal(err)
	}
	text, err := pack(p, files)
	if err != nil {
		f.Fatal(err)
	}
	var whole bytes.Buffer
	if err := writeInside(&whole, p, text, files); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(slices.Concat(make([]byte, 7), []byte{2, '{', '}'}))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readInside(bytes.NewReader(b), versionFiles)
		if err != nil && !errors.Is(err, data.ErrDamaged) {
			t.Error(err)
		}
		if err == nil {
			for hash, content := range got.Files {
				if data.HashOf(content) != hash {
					t.Error("a content that is another")
				}
			}
		}
	})
}
