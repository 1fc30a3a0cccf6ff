package letter

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/seal"
)

func sample() *Letter {
	return &Letter{
		Version: 1, Case: data.CaseID{6}, HandUp: "h1", From: "东篱村人民调解委员会", Number: "（2026）示清石人调字第002号", To: "清溪镇人民调解委员会",
		Reason: "界址不清", History: "调解三次", Contact: "寿永康", SentOn: 20000, Consents: []Consent{{"骆阿水", 20000}},
		Papers: []Paper{{"人民调解记录", 3}}, Parts: []Part{{"parties", "当事人", []Row{{"申请人", "骆阿水"}, {"被申请人", "骆阿根"}}}},
		Files: []File{sampleFile()},
	}
}

func sampleFile() File {
	return File{
		Title: "山权证.jpg", Media: data.JPEG, Size: 70_000, Hash: data.HashOf([]byte("山权证")), Name: strings.Repeat("0f", 16), Key: bytes.Repeat([]byte{7}, 32),
	}
}

func TestLetter_OpensForItsTownshipOnly(t *testing.T) {
	town, other, village := Identity([32]byte{1: 1}), Identity([32]byte{1: 2}), Identity([32]byte{1: 3})
	o, err := sample().Seal(town.Recipient().String(), village.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	back, err := data.DecodeOpened(o.Encode())
	if diff := cmp.Diff(o, back); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if o.Key != NameOf(town.Recipient().String()) || o.AnswerTo != village.Recipient().String() {
		t.Errorf("%+v", o)
	}
	l, err := Open(back, data.CaseID{6}, town)
	if diff := cmp.Diff(sample(), l); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if bytes.Contains(o.Encode(), []byte("骆")) {
		t.Error("it can be read without a key")
	}
	for name, c := range map[string]struct {
		change func(o *data.Opened) (data.CaseID, age.Identity)
		want   error
	}{
		"another township":   {func(*data.Opened) (data.CaseID, age.Identity) { return data.CaseID{6}, other }, ErrKey},
		"the village itself": {func(*data.Opened) (data.CaseID, age.Identity) { return data.CaseID{6}, village }, ErrKey},
		"another case":       {func(*data.Opened) (data.CaseID, age.Identity) { return data.CaseID{7}, town }, data.ErrDamaged},
		"another hand-up": {func(o *data.Opened) (data.CaseID, age.Identity) {
			o.HandUp = "h2"
			return data.CaseID{6}, town
		}, data.ErrDamaged},
		"a flipped bit": {func(o *data.Opened) (data.CaseID, age.Identity) {
			o.Sealed = bytes.Clone(o.Sealed)
			o.Sealed[len(o.Sealed)-1] ^= 1
			return data.CaseID{6}, town
		}, data.ErrDamaged},
	} {
		changed := o
		of, key := c.change(&changed)
		if _, err := Open(changed, of, key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSeal_Bounds(t *testing.T) {
	to := Identity([32]byte{1: 1}).Recipient().String()
	long := sample()
	long.History = strings.Repeat("字", MaxBytes/3)
	if _, err := long.Seal(to, to); !errors.As(err, new(*data.Invalid)) {
		t.Errorf("too long: %v", err)
	}
	if _, err := sample().Seal("age1nothing", to); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("no recipient: %v", err)
	}
}

func TestDecode_Newer(t *testing.T) {
	b, _ := json.Marshal(sample())
	older := sample()
	older.Files = nil
	if text, _ := json.Marshal(older); bytes.Contains(text, []byte("files")) {
		t.Error("a letter without files is not what it was before there were any")
	} else if l, err := Decode(text); err != nil || cmp.Diff(l, older) != "" {
		t.Error("a letter without files", err)
	}
	more := bytes.Replace(b, []byte(`"v":1`), []byte(`"v":1,"later":[1]`), 1)
	if l, err := Decode(more); err != nil || cmp.Diff(l, sample()) != "" {
		t.Error("a field it does not know", err)
	}
	if _, err := Decode(bytes.Replace(b, []byte(`"v":1`), []byte(`"v":2`), 1)); !errors.Is(err, data.ErrNewer) {
		t.Error("a newer version", err)
	}
}

// A file that could not be looked for, or not be opened, makes no letter; one of a kind
// that this program does not know does.
func TestDecode_Files(t *testing.T) {
	many := make([]File, MaxFiles+1)
	for i := range many {
		many[i] = sampleFile()
	}
	one := func(change func(*File)) []File { f := sampleFile(); change(&f); return []File{f} }
	for name, c := range map[string]struct {
		files []File
		ok    bool
	}{
		"as many as there may be": {many[:MaxFiles], true},
		"one more":                {many, false},
		"of an unknown kind":      {one(func(f *File) { f.Media = "image/later" }), true},
		"without a title":         {one(func(f *File) { f.Title = "" }), true},
		"a title without an end":  {one(func(f *File) { f.Title = strings.Repeat("字", maxText/3+1) }), false},
		"a name that is a path":   {one(func(f *File) { f.Name = "../../../../../seal.key/000000000" }), false},
		"a short name":            {one(func(f *File) { f.Name = f.Name[2:] }), false},
		"a name in capitals":      {one(func(f *File) { f.Name = strings.ToUpper(f.Name) }), false},
		"no hash":                 {one(func(f *File) { f.Hash = "" }), false},
		"no size":                 {one(func(f *File) { f.Size = 0 }), false},
		"a negative size":         {one(func(f *File) { f.Size = -1 }), false},
		"too large":               {one(func(f *File) { f.Size = data.MaxAttachment + 1 }), false},
		"a short key":             {one(func(f *File) { f.Key = f.Key[1:] }), false},
		"no key":                  {one(func(f *File) { f.Key = nil }), false},
	} {
		l := sample()
		l.Files = c.files
		b, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(b)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, data.ErrDamaged) || err == nil && cmp.Diff(l, back) != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func answer(path string) data.Body {
	return data.Body{Changes: []data.Change{{Path: path, Value: json.RawMessage("20001")}}}
}

func TestAnswer(t *testing.T) {
	village, other := Identity([32]byte{1: 3}), Identity([32]byte{1: 4})
	to := village.Recipient().String()
	b, err := SealAnswer(to, answer("hand_ups.h1.accepted_on"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := OpenAnswer(b, village)
	if diff := cmp.Diff(answer("hand_ups.h1.accepted_on"), body); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := OpenAnswer(b, other); !errors.Is(err, ErrKey) {
		t.Errorf("another village: %v", err)
	}
	if _, err := OpenAnswer([]byte{1, 2}, village); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("another algorithm: %v", err)
	}
	for _, path := range []string{"status", "hand_ups.h1", "hand_ups.h1.sent_on", "hand_ups", "hand_ups..accepted_on", "parties.p.name", "hand_ups.h1.settled"} {
		if _, err := SealAnswer(to, answer(path)); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("a township may not write %s: %v", path, err)
		}
		plain, _ := answer(path).Encode()
		sealed, _ := encrypt(to, plain)
		if _, err := OpenAnswer(append([]byte{Sealed}, sealed...), village); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("a village may not take %s: %v", path, err)
		}
	}
}

// The key of 32 bytes is the one that age makes of them.
func TestIdentity(t *testing.T) {
	for _, secret := range [][32]byte{{}, {1}, {31: 255}, {0: 255, 7: 3, 31: 9}} {
		text := bech32("AGE-SECRET-KEY-", secret[:])
		id, err := age.ParseX25519Identity(text)
		if err != nil || id.String() != text || CheckRecipient(id.Recipient().String()) != nil {
			t.Errorf("%x: %v", secret, err)
		}
	}
	if err := CheckRecipient("age1"); !errors.Is(err, data.ErrDamaged) {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := json.Marshal(sample())
	f.Add(b)
	f.Add([]byte(`{"v":1,"hand_up":"h","parts":[{"rows":[{}]}]}`))
	f.Add([]byte(`{"v":1,"hand_up":"h","files":[{"size":1,"name":"` + strings.Repeat("00", 16) + `","key":"AA=="}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Decode(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
				t.Errorf("unexpected error %v", err)
			}
			return
		}
		for _, f := range l.Files {
			if _, err := f.Sealed().Open(strings.NewReader("x"), seal.FileKeys{Own: seal.NewKey(f.Key)}); err == nil {
				t.Error("a file of one byte was opened")
			}
		}
		again, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Decode(again); err == nil && cmp.Diff(l, back) != "" {
			t.Error("decoded and encoded is another letter", cmp.Diff(l, back))
		}
	})
}
