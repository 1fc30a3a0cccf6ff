package parcel

import (
	"encoding/binary"
	"fmt"
	"io"

	"woshou/data"
)

// packedFile is one content that goes along, in the order of the list.
type packedFile struct {
	Hash data.ContentHash `json:"hash"`
	Size int              `json:"size"`
}

// filesOf lists the contents that go along, each once. The error is *data.Invalid for more
// than MaxFiles.
func filesOf(p Parcel) ([]packedFile, error) {
	var out []packedFile
	seen, total := map[data.ContentHash]bool{}, 0
	for _, a := range p.Case.Attachments {
		content, ok := p.Files[a.Hash]
		if !ok || seen[a.Hash] {
			continue
		}
		seen[a.Hash], total = true, total+len(content)
		out = append(out, packedFile{a.Hash, len(content)})
	}
	if total > MaxFiles {
		return nil, &data.Invalid{Field: "parcel.file", Code: "parcel.heavy"}
	}
	return out, nil
}

// lengthSize is the size of the number in front of the text of format 2.
const lengthSize = 8

// writeInside writes the text and, where there are contents, its length in front of it and
// them behind it.
func writeInside(w io.Writer, p Parcel, text []byte, files []packedFile) error {
	if len(files) > 0 {
		if _, err := w.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text)))); err != nil {
			return err
		}
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	for _, f := range files {
		if _, err := w.Write(p.Files[f.Hash]); err != nil {
			return err
		}
	}
	return nil
}

// readInside reads what writeInside wrote. The error wraps data.ErrDamaged.
func readInside(r io.Reader, version int) (*Parcel, error) {
	damaged := fmt.Errorf("open sealed case: %w", data.ErrDamaged)
	from := r
	if version == versionFiles {
		head := make([]byte, lengthSize)
		if _, err := io.ReadFull(r, head); err != nil {
			return nil, damaged
		}
		size := binary.BigEndian.Uint64(head)
		if size > MaxBytes {
			return nil, damaged
		}
		from = io.LimitReader(r, int64(size))
	}
	text, err := io.ReadAll(from)
	if err != nil {
		return nil, damaged
	}
	p, files, err := decode(text)
	if err != nil || version == versionCase {
		return p, err
	}
	return p, p.readFiles(r, files)
}

// readFiles reads the contents on the list, and that nothing follows.
func (p *Parcel) readFiles(r io.Reader, files []packedFile) error {
	damaged := fmt.Errorf("attachment of a sealed case: %w", data.ErrDamaged)
	p.Files = map[data.ContentHash][]byte{}
	total := 0
	for _, f := range files {
		if total += f.Size; f.Size <= 0 || f.Size > data.MaxAttachment || total > MaxFiles {
			return damaged
		}
		content := make([]byte, f.Size)
		if _, err := io.ReadFull(r, content); err != nil || data.HashOf(content) != f.Hash {
			return damaged
		}
		p.Files[f.Hash] = content
	}
	if n, err := io.ReadFull(r, make([]byte, 1)); n != 0 || err != io.EOF {
		return damaged
	}
	return nil
}
