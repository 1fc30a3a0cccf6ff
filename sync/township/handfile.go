package township

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// actHandUpFile is written to the audit trail when an attachment of a case handed up is
// opened; its object is the case and the file's name on the link.
const actHandUpFile = "hand_up_file"

// errNoFile says that a file has not come, or not whole.
var errNoFile = errors.New("file is not here")

// open opens the whole file of a name. The error is errNoFile when it is not here.
func (f *fileStore) open(v ledger.VillageID, id data.CaseID, name wire.FileName) (*os.File, error) {
	defer f.turn(v)()
	k, found := f.find(v, id, name, data.Hash{})
	if !found || k.part {
		return nil, errNoFile
	}
	return os.Open(k.path)
}

// handFile opens the sealed file of a letter's attachment. It lies with the files of the
// village that wrote the letter, and of the case that the letter is about: a letter can
// name no other's.
func (s *Server) handFile(h *ledger.HandUp, f *letter.File) (*os.File, error) {
	var name wire.FileName
	_, _ = hex.Decode(name[:], []byte(f.Name)) // a letter's names are nothing else
	return s.files.open(h.Village, h.Case, name)
}

// fileState is how an attachment of a case handed up stands here.
type fileState string

const (
	fileHere   fileState = "here"
	fileAway   fileState = "away"   // it has not come, or not whole
	fileOld    fileState = "old"    // sealed as no letter can open it
	fileNewer  fileState = "newer"  // by a program that is newer than this
	fileBad    fileState = "bad"    // not what the letter says
	fileErased fileState = "erased" // the village destroyed the case
)

// stateOf says what an error of handFile, or of reading what it opened, means.
func stateOf(err error) (state fileState, known bool) {
	switch {
	case err == nil:
		return fileHere, true
	case errors.Is(err, errNoFile):
		return fileAway, true
	case errors.Is(err, seal.ErrCaseKey):
		return fileOld, true
	case errors.Is(err, data.ErrNewer):
		return fileNewer, true
	case errors.Is(err, data.ErrDamaged):
		return fileBad, true
	case errors.Is(err, data.ErrDestroyed):
		return fileErased, true
	}
	return "", false
}

// fileStates says of each attachment of a letter how it stands here, by its size and its
// head: what is behind them shows when it is opened.
func (s *Server) fileStates(r ledger.CaseReader, h *ledger.HandUp, files []letter.File) ([]fileState, error) {
	gone, err := erased(r, h.Village, h.Case)
	if err != nil {
		return nil, err
	}
	out := make([]fileState, len(files))
	for i := range files {
		err := s.glance(h, &files[i])
		if gone {
			err = data.ErrDestroyed
		}
		known := false
		if out[i], known = stateOf(err); !known {
			return nil, err
		}
	}
	return out, nil
}

// glance looks at a file's size and head.
func (s *Server) glance(h *ledger.HandUp, f *letter.File) error {
	from, err := s.handFile(h, f)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	info, err := from.Stat()
	if err == nil && info.Size() != seal.FileSize(f.Size) {
		err = data.ErrDamaged
	}
	if err != nil {
		return err
	}
	version, err := seal.ReadVersion(from)
	if err == nil && version < seal.FileVersion {
		err = seal.ErrCaseKey
	}
	return err
}

// handFileContent is an attachment of a case handed up, which was read to its end and is what
// the letter says. It holds the file open and not its content.
type handFileContent struct {
	letter.File
	from *os.File
}

// Close ends it.
func (c *handFileContent) Close() { _ = c.from.Close() }

// reader reads the content from its beginning.
func (c *handFileContent) reader() (*seal.Reader, error) {
	if _, err := c.from.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return c.Sealed().Open(c.from, seal.FileKeys{Own: seal.NewKey(c.Key)})
}

// check reads it to its end. The error wraps data.ErrDamaged for what is not what the letter
// says: another content, or another kind of file.
func (c *handFileContent) check() error {
	r, err := c.reader()
	if err != nil {
		return err
	}
	media, kind := data.MediaAt(r)
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	if kind != nil || media != c.Media {
		return fmt.Errorf("a file of another kind than the letter says: %w", data.ErrDamaged)
	}
	return nil
}

// openHandFile opens an attachment that a letter lists, and records who did: nothing of it is
// to be shown before. The error is one that stateOf knows, as the letter's is (ReadHandUp), or
// wraps data.ErrNotFound for a hand-up or a file that there is not.
func (s *Server) openHandFile(ctx context.Context, who string, v ledger.VillageID, id data.UID, name string) (*handFileContent, error) {
	var h ledger.HandUp
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { h, err = r.HandUp(v, id); return err })
	if err != nil {
		return nil, fmt.Errorf("open a file of a case handed up: %w", err)
	}
	l, err := s.openLetter(&h)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(l.Files, func(f letter.File) bool { return f.Name == name })
	if at < 0 {
		return nil, data.ErrNotFound
	}
	from, err := s.handFile(&h, &l.Files[at])
	if err != nil && !errors.Is(err, errNoFile) {
		return nil, err
	}
	c := &handFileContent{l.Files[at], from}
	if err == nil {
		err = c.check()
	}
	if noted := s.noteHandFile(ctx, who, &h, name, err == nil); noted != nil {
		err = noted
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// noteHandFile records that a file is opened, if it is; data.ErrDestroyed when its case was
// destroyed meanwhile.
func (s *Server) noteHandFile(ctx context.Context, who string, h *ledger.HandUp, name string, opened bool) error {
	err := s.update(ctx, func(tx ledger.Tx) error {
		gone, err := erased(tx, h.Village, h.Case)
		switch {
		case err != nil:
			return err
		case gone:
			return data.ErrDestroyed
		case !opened:
			return nil
		}
		return tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actHandUpFile, Object: h.Case.String() + " " + name})
	})
	if err != nil {
		return fmt.Errorf("note a file that is opened: %w", err)
	}
	return nil
}
