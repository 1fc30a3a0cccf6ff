// Package letter is what a village and its township write to one another about a case that
// is handed up over the line: the letter, which shows the township what was agreed on and
// nothing else, and its answer. Both are sealed (age, X25519) to the one who is to read them.
package letter

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/seal"
)

// Version is the version of the letter that this program writes and reads.
const Version = 1

// Limits, in bytes and counts.
const (
	// MaxBytes bounds a letter or an answer before it is sealed.
	MaxBytes = 256 << 10
	maxText  = 64 << 10
	maxParts = 64
	maxRows  = 2000
	// MaxFiles is how many attachments may go along.
	MaxFiles = 100
)

// Letter is what the township reads: ready text, so that the preview at the village and
// the page at the township are the same.
type Letter struct {
	Version int `json:"v"`
	// Case and HandUp are where it belongs; what stands elsewhere is not opened.
	Case   data.CaseID    `json:"case"`
	HandUp data.ElementID `json:"hand_up"`
	// From is the committee, Number the case's own number.
	From   string `json:"from"`
	Number string `json:"number,omitzero"`
	To     string `json:"to"`
	// Reason, History and Contact are those of the letter on paper (移送函).
	Reason  string   `json:"reason"`
	History string   `json:"history"`
	Contact string   `json:"contact"`
	SentOn  data.Day `json:"sent_on"`
	// Days is within how many days the answer is asked for; 0 leaves it open.
	Days int `json:"days,omitzero"`
	// Consents are the parties' days; Duty is the rule that takes their place.
	Consents []Consent `json:"consents,omitzero"`
	Duty     string    `json:"duty,omitzero"`
	// Papers are those that go along.
	Papers []Paper `json:"papers,omitzero"`
	// Parts are the parts of the record that were agreed on.
	Parts []Part `json:"parts"`
	// Files are the attachments that were agreed on.
	Files []File `json:"files,omitzero"`
}

// Consent is who agreed on which day.
type Consent struct {
	Name string   `json:"name"`
	On   data.Day `json:"on"`
}

// Paper is one paper of the list.
type Paper struct {
	Title string `json:"title"`
	Pages int    `json:"pages"`
}

// File is an attachment that the township may open: where its sealed file is, and the key
// that opens it and nothing else of the case.
type File struct {
	Title string     `json:"title"`
	Media data.Media `json:"media"`
	// Size, in bytes, and Hash are the content's.
	Size int              `json:"size"`
	Hash data.ContentHash `json:"hash"`
	// Name is the file's on the link, in hexadecimal.
	Name string `json:"name"`
	Key  []byte `json:"key"`
}

// Sealed returns the file as package seal opens it with Key.
func (f *File) Sealed() *seal.File { return &seal.File{Name: f.Name, Hash: f.Hash, Size: f.Size} }

// check reports whether a file has what it takes to look for it and to open it. What kind
// it is may be one that this program does not know.
func (f *File) check() bool {
	name, err := hex.DecodeString(f.Name)
	_, hashed := f.Hash.Bytes()
	return err == nil && len(name) == fileNameSize && f.Name == strings.ToLower(f.Name) &&
		hashed && f.Size > 0 && f.Size <= data.MaxAttachment && len(f.Key) == seal.KeySize
}

// fileNameSize is the size of a file's name on the link, in bytes.
const fileNameSize = 16

// Part is one part of the record; Code is one that the desk offers.
type Part struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Rows  []Row  `json:"rows"`
}

// Row is one line of a part.
type Row struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Seal returns the letter opened for a township's recipient and for nobody else; the
// answer is to be sealed to answerTo. The error is *data.Invalid for a letter beyond the
// limits, or wraps data.ErrDamaged for a recipient that is none.
func (l *Letter) Seal(to, answerTo string) (data.Opened, error) {
	l.Version = Version
	plain, err := json.Marshal(l)
	if err != nil {
		return data.Opened{}, fmt.Errorf("write letter: %w", err)
	}
	if _, err := Decode(plain); err != nil {
		return data.Opened{}, &data.Invalid{Field: "handup.parts", Code: "event.large"}
	}
	sealed, err := encrypt(to, plain)
	if err != nil {
		return data.Opened{}, err
	}
	return data.Opened{HandUp: l.HandUp, AnswerTo: answerTo, Key: NameOf(to), Sealed: sealed}, nil
}

// Open opens the letter of a case. The error wraps ErrKey when it was sealed to
// another key, data.ErrNewer for a newer letter, and data.ErrDamaged for what is none or
// belongs to another case.
func Open(o data.Opened, of data.CaseID, key age.Identity) (*Letter, error) {
	plain, err := decrypt(o.Sealed, key)
	if err != nil {
		return nil, err
	}
	l, err := Decode(plain)
	if err == nil && (l.Case != of || l.HandUp != o.HandUp) {
		err = fmt.Errorf("letter of another case: %w", data.ErrDamaged)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Decode reads a letter's plain bytes; fields it does not know are skipped. The error
// wraps data.ErrNewer or data.ErrDamaged.
func Decode(b []byte) (*Letter, error) {
	var l Letter
	if len(b) > MaxBytes || json.Unmarshal(b, &l) != nil || l.Version < 1 {
		return nil, fmt.Errorf("letter: %w", data.ErrDamaged)
	}
	if l.Version > Version {
		return nil, fmt.Errorf("letter of version %d: %w", l.Version, data.ErrNewer)
	}
	rows := len(l.Consents) + len(l.Papers)
	for _, p := range l.Parts {
		rows += len(p.Rows)
	}
	badFile := slices.ContainsFunc(l.Files, func(f File) bool { return !f.check() })
	if l.HandUp == "" || len(l.Parts) > maxParts || len(l.Files) > MaxFiles || badFile || rows > maxRows || l.longest() > maxText {
		return nil, fmt.Errorf("letter: %w", data.ErrDamaged)
	}
	return &l, nil
}

// longest returns the size of the longest text, in bytes.
func (l *Letter) longest() int {
	longest := max(len(l.From), len(l.Number), len(l.To), len(l.Reason), len(l.History), len(l.Contact), len(l.Duty))
	for _, c := range l.Consents {
		longest = max(longest, len(c.Name))
	}
	for _, p := range l.Papers {
		longest = max(longest, len(p.Title))
	}
	for _, f := range l.Files {
		longest = max(longest, len(f.Title), len(f.Media))
	}
	for _, p := range l.Parts {
		longest = max(longest, len(p.Title), len(p.Code))
		for _, r := range p.Rows {
			longest = max(longest, len(r.Label), len(r.Value))
		}
	}
	return longest
}

// encrypt seals to one recipient.
func encrypt(to string, plain []byte) ([]byte, error) {
	recipient, err := age.ParseX25519Recipient(to)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", data.ErrDamaged)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("seal letter: %w", err)
	}
	return out.Bytes(), nil
}

func decrypt(sealed []byte, key age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, fmt.Errorf("letter: %w", keyOr(err))
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil || len(plain) > MaxBytes {
		return nil, fmt.Errorf("letter: %w", data.ErrDamaged)
	}
	return plain, nil
}
