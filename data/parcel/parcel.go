// Package parcel seals one case into a file for another computer that has no link to this
// one: the case whole, what was done to it, and who packed it. The file is encrypted with a
// passphrase (age, scrypt) that is told by telephone; docs/formats.md describes it byte by byte.
package parcel

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"filippo.io/age"

	"woshou/data"
)

// Extension is what a parcel's file name ends in.
const Extension = ".woshoucase"

// Limits of a parcel.
const (
	// MaxBytes bounds the file without attachments, MaxFiles the attachments together.
	MaxBytes = 64 << 20
	MaxFiles = 192 << 20
	// maxWork bounds what a file may ask of this computer to try a passphrase: 2^20 rounds
	// take about four seconds and a gigabyte.
	maxWork = 20
	// work is what a file of ours asks: 2^17 rounds, half a second and 128 MB on an old PC.
	work = 17
)

// The formats this program knows. The first line of the file gives its own, so that an
// older program can say that it is too old before a passphrase is typed; a case without
// attachments is written so that the oldest opens it.
const (
	versionCase  = 1
	versionFiles = 2
)

const magic = "WOSHOU CASE "

// Parcel is what the file holds.
type Parcel struct {
	Case *data.Case
	From Sender
	// History is what was done to the case, oldest first.
	History []Entry
	// Digest is the SHA-256 of the case's JSON, in hexadecimal. Seal sets it.
	Digest string
	// Files are the contents of the case's attachments, by their hash.
	Files map[data.ContentHash][]byte
}

// packed is a parcel as it lies in the file. The case stays as its bytes, so that fields of
// a newer program do not change its digest.
type packed struct {
	Case    json.RawMessage `json:"case"`
	From    Sender          `json:"from"`
	History []Entry         `json:"history,omitempty"`
	Digest  string          `json:"digest"`
	// Files lists the contents that follow, in format 2.
	Files []packedFile `json:"files,omitempty"`
}

// Sender is who packed the parcel, and when.
type Sender struct {
	Committee string   `json:"committee"`
	Area      string   `json:"area,omitzero"`
	Mediator  string   `json:"mediator,omitzero"`
	Phone     string   `json:"phone,omitzero"`
	On        data.Day `json:"on"`
}

// Entry is one line of the history: when and by whom what was done.
type Entry struct {
	At   string `json:"at"`
	Who  string `json:"who,omitzero"`
	What string `json:"what"`
}

// groups and groupDigits make a passphrase of 80 bits that can be told by telephone.
const (
	groups      = 6
	groupDigits = 4
)

// NewPassphrase returns a random passphrase of six groups of four digits.
func NewPassphrase() string {
	out := make([]string, groups)
	for i := range out {
		n, err := rand.Int(rand.Reader, big.NewInt(10_000))
		if err != nil { // never, see crypto/rand.Read
			panic(err)
		}
		out[i] = fmt.Sprintf("%0*d", groupDigits, n)
	}
	return strings.Join(out, " ")
}

// even makes the ways in which one passphrase may be typed the same: signs and digits
// full-width or half-width, groups with or without what parts them.
func even(passphrase string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r += '!' - '！'
		case r == '\u3000':
			r = ' '
		}
		if r == ' ' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, passphrase))
}

// Seal writes a case as a sealed file. The error is *data.Invalid for an empty passphrase
// and for more attachments than MaxFiles, or what w answers.
func Seal(w io.Writer, p Parcel, passphrase string) error { return seal(w, p, passphrase, work) }

func seal(w io.Writer, p Parcel, passphrase string, work int) error {
	phrase := even(passphrase)
	if phrase == "" {
		return &data.Invalid{Field: "parcel.passphrase", Code: "password.empty"}
	}
	files, err := filesOf(p)
	if err != nil {
		return err
	}
	text, err := pack(p, files)
	if err != nil {
		return fmt.Errorf("pack case: %w", err)
	}
	version := versionCase
	if len(files) > 0 {
		version = versionFiles
	}
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return fmt.Errorf("seal case: %w", err)
	}
	recipient.SetWorkFactor(work)
	if _, err := io.WriteString(w, magic+strconv.Itoa(version)+"\n"); err != nil {
		return fmt.Errorf("write sealed case: %w", err)
	}
	inside, err := age.Encrypt(w, recipient)
	if err != nil {
		return fmt.Errorf("seal case: %w", err)
	}
	if err := writeInside(inside, p, text, files); err != nil {
		return fmt.Errorf("write sealed case: %w", err)
	}
	if err := inside.Close(); err != nil {
		return fmt.Errorf("write sealed case: %w", err)
	}
	return nil
}

// Look says whether the bytes at the beginning of a file are those of a parcel that this
// program can open. The error is *data.Invalid with file.unknown, or wraps data.ErrNewer.
func Look(head []byte) error {
	_, err := unwrap(bufio.NewReader(bytes.NewReader(head)))
	return err
}

// unwrap reads the first line, which says the format, and leaves what is sealed.
func unwrap(r *bufio.Reader) (version int, err error) {
	line, err := r.ReadSlice('\n')
	text, ok := strings.CutPrefix(strings.TrimSuffix(string(line), "\n"), magic)
	if err != nil || !ok || len(text) > 4 {
		return 0, &data.Invalid{Field: "parcel.file", Code: "file.unknown"}
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || n < 1:
		return 0, &data.Invalid{Field: "parcel.file", Code: "file.unknown"}
	case n > versionFiles:
		return 0, fmt.Errorf("sealed case of format %d: %w", n, data.ErrNewer)
	}
	return n, nil
}

// Open opens a sealed file. The error is *data.Invalid with file.unknown for another kind of
// file and file.large above the limits, or wraps data.ErrNewer, data.ErrPassword for a wrong
// passphrase, or data.ErrDamaged.
func Open(r io.Reader, passphrase string) (*Parcel, error) {
	sealed := bufio.NewReader(r)
	version, err := unwrap(sealed)
	if err != nil {
		return nil, err
	}
	most := int64(MaxBytes)
	if version == versionFiles {
		most += MaxFiles
	}
	all := &io.LimitedReader{R: sealed, N: most + 1}
	inside, err := decrypt(all, passphrase)
	if err != nil {
		return nil, err
	}
	p, err := readInside(inside, version)
	if all.N <= 0 {
		return nil, &data.Invalid{Field: "parcel.file", Code: "file.large"}
	}
	return p, err
}

// decrypt finds out whether the passphrase is the right one and gives what is inside.
func decrypt(sealed io.Reader, passphrase string) (io.Reader, error) {
	phrase := even(passphrase)
	if phrase == "" {
		return nil, fmt.Errorf("open sealed case: %w", data.ErrPassword)
	}
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, fmt.Errorf("open sealed case: %w", data.ErrPassword)
	}
	identity.SetMaxWorkFactor(maxWork)
	inside, err := age.Decrypt(sealed, identity)
	var none *age.NoIdentityMatchError
	switch {
	case errors.Is(err, age.ErrIncorrectIdentity), errors.As(err, &none):
		return nil, fmt.Errorf("open sealed case: %w", data.ErrPassword)
	case err != nil:
		return nil, fmt.Errorf("open sealed case: %w", data.ErrDamaged)
	}
	return inside, nil
}

// pack writes what is then sealed.
func pack(p Parcel, files []packedFile) ([]byte, error) {
	text, err := json.Marshal(p.Case)
	if err != nil {
		return nil, err
	}
	return json.Marshal(packed{Case: text, From: p.From, History: p.History, Digest: digestOf(text), Files: files})
}

// decode reads what was sealed. The error wraps data.ErrDamaged.
func decode(text []byte) (*Parcel, []packedFile, error) {
	var in packed
	p := Parcel{Case: new(data.Case)}
	if json.Unmarshal(text, &in) != nil || json.Unmarshal(in.Case, p.Case) != nil || p.Case.ID == data.CommitteeID || digestOf(in.Case) != in.Digest {
		return nil, nil, fmt.Errorf("sealed case: %w", data.ErrDamaged)
	}
	p.From, p.History, p.Digest = in.From, in.History, in.Digest
	return &p, in.Files, nil
}

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
