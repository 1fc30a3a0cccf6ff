package parcel

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

var update = flag.Bool("update", false, "write the sealed file of testdata again")

const phrase = "1234 5678 9012 3456 7890 1234"

// quick is a work factor for tests.
const quick = 10

func sample(t testing.TB) Parcel {
	t.Helper()
	c := new(data.Case)
	text := `{"id":"0102030405060708090a0b0c0d0e0f10","status":"performing","number":"（2026）示清东人调字第001号","type":"02",
		"received_on":"2026-03-02","parties":[{"id":"a","role":"applicant","kind":"person","name":"俞𬭎伟","phone":"13800005678"}]}`
	if err := json.Unmarshal([]byte(text), c); err != nil {
		t.Fatal(err)
	}
	return Parcel{
		Case: c, From: Sender{Committee: "东篱村人民调解委员会", Area: "339921101201", Mediator: "王海燕", On: 739700},
		History: []Entry{{At: "2026-03-02 09:00", Who: "王海燕", What: "登记"}},
	}
}

func sealed(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := seal(&out, sample(t), phrase, quick); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSeal_ComesBackWhole(t *testing.T) {
	b := sealed(t)
	for _, word := range []string{"俞𬭎伟", "13800005678", "东篱村", "王海燕", "2026"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("%s can be read in the file", word)
		}
	}
	for _, typed := range []string{phrase, "123456789012345678901234", "１２３４－５６７８－９０１２－３４５６－７８９０－１２３４"} {
		got, err := Open(bytes.NewReader(b), typed)
		if err != nil {
			t.Fatalf("%s: %v", typed, err)
		}
		want := sample(t)
		want.Digest = got.Digest
		if d := cmp.Diff(want, *got, cmp.AllowUnexported(data.Folded{})); d != "" {
			t.Error(d)
		}
		if len(got.Digest) != 64 {
			t.Errorf("digest %q", got.Digest)
		}
	}
}

func TestSeal_WithTheProgramsOwnWork(t *testing.T) {
	var out bytes.Buffer
	if err := Seal(&out, sample(t), phrase); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(&out, phrase); err != nil {
		t.Error(err)
	}
}

// A file of every released format opens forever.
func TestOpen_Format1(t *testing.T) {
	const path = "testdata/format1.woshoucase"
	if *update {
		if err := os.WriteFile(path, sealed(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(bytes.NewReader(b), phrase)
	if err != nil || got.Case.Number != "（2026）示清东人调字第001号" || got.Case.Parties[0].Name != "俞𬭎伟" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOpen_SaysWhatIsWrong(t *testing.T) {
	whole := sealed(t)
	_, inside, _ := bytes.Cut(whole, []byte("\n"))
	var large bytes.Buffer
	long := sample(t)
	long.Case.Summary = strings.Repeat("长", MaxBytes/3)
	if err := seal(&large, long, phrase, quick); err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-5] ^= 1
	for name, c := range map[string]struct {
		b      []byte
		phrase string
		want   error
		code   string
	}{
		"another passphrase": {whole, "1234 5678 9012 3456 7890 1235", data.ErrPassword, ""},
		"no passphrase":      {whole, " - ", data.ErrPassword, ""},
		"a newer format":     {append([]byte("WOSHOU CASE 3\n"), inside...), phrase, data.ErrNewer, ""},
		"cut short":          {whole[:len(whole)-1], phrase, data.ErrDamaged, ""},
		"changed":            {flipped, phrase, data.ErrDamaged, ""},
		"only the line":      {[]byte("WOSHOU CASE 1\n"), phrase, data.ErrDamaged, ""},
		"a picture":          {[]byte("\x89PNG\r\n\x1a\n"), phrase, nil, "file.unknown"},
		"nothing":            {nil, phrase, nil, "file.unknown"},
		"no number":          {[]byte("WOSHOU CASE x\n"), phrase, nil, "file.unknown"},
		"format 0":           {[]byte("WOSHOU CASE 0\n"), phrase, nil, "file.unknown"},
		"large":              {large.Bytes(), phrase, nil, "file.large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(bytes.NewReader(c.b), c.phrase)
			var bad *data.Invalid
			switch {
			case c.want != nil && !errors.Is(err, c.want):
				t.Errorf("error %v, want %v", err, c.want)
			case c.code != "" && (!errors.As(err, &bad) || bad.Code != c.code):
				t.Errorf("error %v, want %s", err, c.code)
			}
			if c.want == data.ErrNewer || c.code == "file.unknown" {
				if err := Look(c.b); err == nil {
					t.Error("Look finds nothing wrong")
				}
			}
		})
	}
	if err := Look(whole[:20]); err != nil {
		t.Errorf("Look: %v", err)
	}
}

func TestSeal_NeedsAPassphrase(t *testing.T) {
	var bad *data.Invalid
	if err := Seal(io.Discard, sample(t), "  "); !errors.As(err, &bad) {
		t.Errorf("error %v", err)
	}
}

type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestSeal_TellsAFullDisk(t *testing.T) {
	for room := range len(sealed(t)) - 1 {
		if err := seal(&full{room}, sample(t), phrase, 1); !errors.Is(err, io.ErrShortWrite) {
			t.Fatalf("room for %d bytes: %v", room, err)
		}
	}
}

func TestNewPassphrase(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		p := NewPassphrase()
		if !regexp.MustCompile(`^(\d{4} ){5}\d{4}$`).MatchString(p) || seen[p] {
			t.Fatalf("passphrase %q", p)
		}
		seen[p] = true
	}
}

// A newer program of the same format may know more of a case.
func TestDecode_LeavesOutWhatItDoesNotKnow(t *testing.T) {
	text := `{"id":"0102030405060708090a0b0c0d0e0f10","later":[1],"number":"7"}`
	p, _, err := decode([]byte(`{"case":` + text + `,"digest":"` + digestOf([]byte(text)) + `","more":1}`))
	if err != nil || p.Case.Number != "7" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, _, err := decode([]byte(`{"case":` + text + `,"digest":"` + digestOf([]byte(text+" ")) + `"}`)); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("another digest: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	b := sealed(f)
	f.Add(b)
	f.Add(b[:40])
	f.Add([]byte("WOSHOU CASE 9\nage-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Open(bytes.NewReader(b), "x"); err == nil {
			t.Errorf("opened %+v", p)
		}
	})
}

func FuzzDecode(f *testing.F) {
	text, err := pack(sample(f), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"case":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, _, err := decode(b)
		switch {
		case err != nil && !errors.Is(err, data.ErrDamaged):
			t.Errorf("error %v", err)
		case err == nil && p.Case.ID == data.CommitteeID:
			t.Error("a case without an ID")
		}
	})
}
