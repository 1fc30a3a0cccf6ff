package data

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Attachment is a photo or a scan that is kept with a case (附件): of a piece of evidence,
// of a signed paper, of a receipt. The case names it; its content lies apart.
type Attachment struct {
	ID ElementID `json:"id,omitzero"`
	// About is the part of the case it belongs to: a piece of evidence, the very version of
	// an agreement, a meeting, a party; empty for the case as a whole.
	About ElementID `json:"about,omitzero"`
	// Name is what the file was called.
	Name  string `json:"name,omitzero"`
	Media Media  `json:"media,omitzero"`
	// Size is in bytes, Hash the SHA-256 of the content.
	Size int         `json:"size,omitzero"`
	Hash ContentHash `json:"hash,omitzero"`
	On   Day         `json:"on,omitzero"`
	By   ElementID   `json:"by,omitzero"`
	// Print says which printing of the agreement it shows; 0 where nobody knows.
	Print int `json:"print,omitzero"`
	// Sensitive keeps it covered; what belongs to sensitive evidence is covered anyway.
	Sensitive bool `json:"sensitive,omitzero"`
}

// Media is what a file is, told by its content.
type Media string

// The kinds of files that are kept: what scanners and telephones make and every computer shows.
const (
	JPEG Media = "image/jpeg"
	PNG  Media = "image/png"
	PDF  Media = "application/pdf"
)

// Picture reports whether a file of the kind is one picture.
func (m Media) Picture() bool { return m == JPEG || m == PNG }

// Extension is what a file of the kind is called behind the dot.
func (m Media) Extension() string {
	switch m {
	case JPEG:
		return ".jpg"
	case PNG:
		return ".png"
	case PDF:
		return ".pdf"
	}
	return ".bin"
}

// ContentHash is the SHA-256 of a file's content in hexadecimal.
type ContentHash string

// HashOf returns the hash of a content.
func HashOf(content []byte) ContentHash {
	sum := sha256.Sum256(content)
	return ContentHash(hex.EncodeToString(sum[:]))
}

// Bytes returns the 32 bytes; false for what is no hash.
func (h ContentHash) Bytes() (out Hash, ok bool) {
	if len(h) != 2*len(out) {
		return out, false
	}
	_, err := hex.Decode(out[:], []byte(h))
	return out, err == nil
}

// Limits of attachments.
const (
	// MaxAttachment is how large one file may be, in bytes.
	MaxAttachment = 20 << 20
	// MaxAttachments is how many a case may have.
	MaxAttachments = 500
	longestName    = 120 // characters of a file's name
)

// NewAttachment returns the attachment of a file's content. The error is *Invalid for what
// cannot be kept: file.nothing, file.heavy above MaxAttachment, file.kind for another kind
// than those of Media, file.broken, image.large.
func NewAttachment(name string, content []byte) (Attachment, error) {
	media, err := MediaOf(content)
	if err != nil {
		return Attachment{}, err
	}
	return Attachment{
		ID: NewElementID(), Name: attachmentName(name, media), Media: media, Size: len(content), Hash: HashOf(content),
	}, nil
}

// attachmentName is a file's own name, without folders and signs that nobody sees, and
// not too long; its end stays.
func attachmentName(name string, media Media) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if strings.Trim(name, "./ ") == "" {
		name = "附件" + media.Extension()
	}
	if r := []rune(name); len(r) > longestName {
		end := []rune(path.Ext(name))
		if len(end) > len(".jpeg") {
			end = nil
		}
		name = string(r[:longestName-len(end)]) + string(end)
	}
	return name
}

// Attachment returns the attachment with this ID, or nil.
func (c *Case) Attachment(id ElementID) *Attachment {
	return find(c.Attachments, func(a *Attachment) bool { return a.ID == id })
}

// AttachmentsOf returns the attachments of a part of the case, "" for those of the case as
// a whole.
func (c *Case) AttachmentsOf(about ElementID) []Attachment {
	var out []Attachment
	for _, a := range c.Attachments {
		if a.About == about {
			out = append(out, a)
		}
	}
	return out
}

// Covered reports whether an attachment is shown only to who asks for it, with a note.
func (c *Case) Covered(a *Attachment) bool {
	e := find(c.Evidence, func(e *Evidence) bool { return e.ID == a.About })
	return a.Sensitive || e != nil && e.Sensitive
}

// Held returns the attachments whose content must be kept: those of the case, and those
// that come back when a conflict is decided so.
func (c *Case) Held() []Attachment {
	out := slices.Clone(c.Attachments)
	for _, x := range c.Conflicts {
		var a Attachment
		if strings.HasPrefix(x.Path, attachmentsPath) && json.Unmarshal(x.Other, &a) == nil && a.Hash != "" {
			out = append(out, a)
		}
	}
	return out
}

const attachmentsPath = "attachments."

// Attached returns the attachment that a change puts into a case, or nil.
func (c Change) Attached() *Attachment {
	a := new(Attachment)
	id, ok := strings.CutPrefix(c.Path, attachmentsPath)
	if !ok || strings.Contains(id, ".") || json.Unmarshal(c.Value, a) != nil || a.Hash == "" {
		return nil
	}
	a.ID = ElementID(id)
	return a
}

// Detached returns the attachment that a change takes out of a case, or "".
func (c Change) Detached() ElementID {
	id, ok := strings.CutPrefix(c.Path, attachmentsPath)
	if !ok || strings.Contains(id, ".") || string(c.Value) != "null" {
		return ""
	}
	return ElementID(id)
}

// attachable are the lists whose elements have attachments.
var attachable = []string{
	"parties", "sessions", "inquiries", "evidence", "agreements", "confirmations", "follow_ups",
	"escalations", "hand_ups", "court_actions", "remediations",
}

// CheckAttachment returns *Invalid for an attachment that has no place in the case: it is
// about nothing there, or about a text that may still change, or a printing that was not made.
func (c *Case) CheckAttachment(a *Attachment) error {
	agreement := c.Agreement(a.About)
	if err := c.CheckAttachable(a.About); err != nil {
		return err
	}
	switch {
	case a.Print < 0, a.Print > 0 && (agreement == nil || a.Print > agreement.Prints):
		return invalid("attachment.print", "attachment.print")
	case a.Name == "" || !utf8.ValidString(a.Name):
		return invalid("attachment.file", "name.empty")
	}
	return nil
}

// CheckAttachable returns *Invalid where nothing can be attached to a part of the case: it
// is not there, its text may still change, or the case has too many already.
func (c *Case) CheckAttachable(about ElementID) error {
	agreement := c.Agreement(about)
	switch {
	case len(c.Attachments) >= MaxAttachments:
		return invalid("attachment.file", "attachments.many")
	case about != "" && !c.hasElement(about):
		return invalid("attachment.about", "choice.empty")
	case agreement != nil && !agreement.settled():
		return invalid("attachment.about", "attachment.draft")
	}
	return nil
}

// hasElement reports whether a part of the case that may have attachments has this ID.
func (c *Case) hasElement(id ElementID) bool {
	v := reflect.ValueOf(c).Elem()
	for _, f := range fieldsOf(v.Type()) {
		if slices.Contains(attachable, f.name) && elementAt(v.FieldByIndex(f.index), id) >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(c.Agreements, func(a Agreement) bool {
		return slices.ContainsFunc(a.Items, func(i PerformanceItem) bool { return i.ID == id })
	})
}
