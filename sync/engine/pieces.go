package engine

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// courier is what the engine knows of files between exchanges. Files ride on exchanges in
// which no event waits: in each, one piece goes up and one comes down. All of it can be
// forgotten: the receiver's offset decides where a transfer goes on.
type courier struct {
	// stale says that the queue is to be read again, status is for screens: neither waits
	// for a file that is being read.
	stale  atomic.Bool
	status atomic.Pointer[FileStatus]

	mu          sync.Mutex
	server      data.Epoch
	send, fetch []store.SealedFile
	// wanted are files that somebody asked for: they come first, whatever the policy.
	wanted map[string]bool
	// at is how far the township has a file, sums what a file is to it, came how much of
	// a file is here.
	at   map[string]uint64
	came map[string]int64
	sums map[string]data.Hash
	// off says why a file waits until the queue is read again; bad is the sum of what came
	// as a file and was none.
	off map[string]wire.Code
	bad map[string]data.Hash
	// refused says which refusal was a file's last one, counted: what was refused lets the
	// others go first, so that a file which nobody has or takes holds up no other.
	refused  map[string]int
	refusals int
	// back counts how often the township had less of a file than before.
	back map[string]int
	// moved says that something of a file moved since the round began, or may now, used how many bytes
	// are not in the record's count of the day yet.
	moved bool
	used  int64
	// held says that the policy kept files back.
	held wire.Code
}

// What keeps files back on this side; they are no problem of the line.
const (
	CodeFilesPaused wire.Code = "files_paused"
	CodeFilesLimit  wire.Code = "files_limit"
)

// How much is read at once to ask the township how far it has files.
const (
	askedBytes = data.MaxAttachment
	askedFiles = 16
	noteUse    = 1 << 20
)

func newCourier() *courier {
	c := &courier{
		wanted: map[string]bool{}, bad: map[string]data.Hash{}, came: map[string]int64{},
		at: map[string]uint64{}, sums: map[string]data.Hash{}, off: map[string]wire.Code{}, refused: map[string]int{},
	}
	c.stale.Store(true)
	c.status.Store(&FileStatus{})
	return c
}

// begin is the start of a round; what the last one moved says whether files go on. A round
// that comes later looks at the folder anew.
func (c *courier) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.moved {
		c.stale.Store(true)
	}
	c.moved = false
}

// endFiles is the end of a round: what came with it may have files.
func (e *Engine) endFiles() {
	c := e.files
	c.mu.Lock()
	defer c.mu.Unlock()
	link := e.st.Link()
	if c.moved || !c.stale.Load() || !link.Offered() {
		return
	}
	if c.read(e.st, link.ServerEpoch); len(c.send)+len(c.fetch) == 0 {
		c.held = ""
		c.tell()
		return
	}
	left, mode, err := e.mayUse(c)
	c.moved = err == nil && (len(c.send) > 0 && mode != store.FilesPaused && left > 0 ||
		slices.ContainsFunc(c.fetch, func(f store.SealedFile) bool { return c.wanted[f.Name] || mode == store.FilesAlways && left > 0 }))
	c.tell()
}

func (c *courier) goesOn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved
}

func (c *courier) changed(ids []data.CaseID) {
	if len(ids) > 0 {
		c.stale.Store(true)
	}
}

// read reads the queue when it may be another.
func (c *courier) read(st *store.Store, server data.Epoch) {
	if !c.stale.Swap(false) && c.server == server {
		return
	}
	if c.server != server {
		c.at = map[string]uint64{}
	}
	c.server, c.off, c.back = server, map[string]wire.Code{}, map[string]int{}
	c.send, c.fetch = st.FileQueue(server)
	for _, queue := range [][]store.SealedFile{c.send, c.fetch} {
		slices.SortStableFunc(queue, func(a, b store.SealedFile) int {
			switch {
			case c.wanted[a.Name] == c.wanted[b.Name]:
				return cmp.Compare(c.refused[a.Name], c.refused[b.Name])
			case c.wanted[a.Name]:
				return -1
			}
			return 1
		})
	}
}

// refuse notes why a file waits. The first refusal of a file ends no round: another one may
// go.
func (c *courier) refuse(name string, why wire.Code) {
	c.off[name], c.moved = why, c.moved || c.refused[name] == 0
	c.refusals++
	c.refused[name] = c.refusals
}

// load puts files into a request when nothing else waits; a question goes with records too.
// A comparison of rows has the line to itself.
func (e *Engine) load(req *wire.Request, s state, link store.Link) error {
	c := e.files
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.tell()
	if req.Newest || req.Marks != nil || link.ServerEpoch == (data.Epoch{}) || !link.Offered() {
		return nil
	}
	c.read(e.st, link.ServerEpoch)
	if len(c.send)+len(c.fetch) == 0 {
		c.held = ""
		return nil
	}
	left, mode, err := e.mayUse(c)
	if err != nil {
		return err
	}
	room := min(int64(s.piece), wire.MaxFilePiece)
	if mode != store.FilesPaused && left > 0 {
		c.ask(e.st, req)
		if len(req.Push) == 0 {
			c.loadPiece(e.st, req, min(room, left))
		}
	}
	if len(req.Push) == 0 {
		c.wish(e.st, req, mode, left)
	}
	return nil
}

// mayUse returns how the line may be used for files now.
func (e *Engine) mayUse(c *courier) (left int64, mode store.FileMode, err error) {
	policy, used, err := e.st.FilePolicy(data.DayOf(e.opt.Now()))
	left = wire.MaxFile
	if policy.DailyMB > 0 {
		left = max(int64(policy.DailyMB)<<20-used-c.used, 0)
	}
	c.held = ""
	switch {
	case policy.Mode == store.FilesPaused:
		c.held = CodeFilesPaused
	case left == 0:
		c.held = CodeFilesLimit
	}
	return left, policy.Mode, err
}

// ask adds questions how far the township has files that it has not spoken of.
func (c *courier) ask(st *store.Store, req *wire.Request) {
	read := int64(0)
	for _, f := range c.send {
		if _, known := c.at[f.Name]; known || c.off[f.Name] != "" {
			continue
		}
		if read += f.Size; read > askedBytes && len(req.Sent) > 0 || len(req.Sent) == askedFiles {
			return
		}
		sum, known := c.sums[f.Name]
		if !known {
			var err error
			if sum, err = st.SumSealed(f); err != nil {
				c.off[f.Name] = wire.CodeFileDamaged // a backup may have a better one
				continue
			}
			c.sums[f.Name] = sum
		}
		req.Sent = append(req.Sent, pieceOf(f, sum))
	}
}

func pieceOf(f store.SealedFile, sum data.Hash) wire.FilePiece {
	return wire.FilePiece{Case: f.Case, Name: linkName(f), Size: uint64(f.Size), Sum: sum}
}

// linkName is a file's name on the link.
func linkName(f store.SealedFile) (name wire.FileName) {
	_, _ = hex.Decode(name[:], []byte(f.Name)) // the store's names are nothing else
	return name
}

// loadPiece adds the next piece of the first file that the township has not whole.
func (c *courier) loadPiece(st *store.Store, req *wire.Request, room int64) {
	for _, f := range c.send {
		at, known := c.at[f.Name]
		if !known || c.off[f.Name] != "" {
			continue
		}
		part, err := st.ReadSealed(f, int64(at), int(room))
		if err != nil || len(part) == 0 {
			c.off[f.Name] = wire.CodeFileDamaged
			continue
		}
		p := pieceOf(f, c.sums[f.Name])
		p.Offset, p.Bytes = at, part
		req.Sent = append(req.Sent, p)
		return
	}
}

// wish asks for the next piece of the first file that is not here and may come.
func (c *courier) wish(st *store.Store, req *wire.Request, mode store.FileMode, left int64) {
	for _, f := range c.fetch {
		free := mode == store.FilesAlways && left > 0
		if c.off[f.Name] != "" || !free && !c.wanted[f.Name] {
			continue
		}
		sum, have := st.FilePart(f)
		c.came[f.Name] = have
		p := pieceOf(f, sum)
		p.Offset = uint64(have)
		req.Wanted = append(req.Wanted, p)
		return
	}
}

// unload takes in what an answer says of files. A file that cannot be kept is no problem
// of the round: records go on.
func (e *Engine) unload(req *wire.Request, resp *wire.Response) error {
	c := e.files
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.tell()
	for i := range resp.Taken {
		if err := c.taken(e.st, req, &resp.Taken[i], resp.Server); err != nil {
			return err
		}
	}
	for _, p := range req.Sent {
		c.used += int64(len(p.Bytes))
	}
	for i := range resp.Given {
		if err := c.given(e.st, &resp.Given[i], resp.Server); err != nil {
			return err
		}
	}
	if c.used > noteUse || c.used > 0 && !c.moved {
		err := e.st.UseLine(data.DayOf(e.opt.Now()), c.used)
		c.used = 0
		return err
	}
	return nil
}

// taken notes how far the township has a file that was asked for or of which a piece was sent.
func (c *courier) taken(st *store.Store, req *wire.Request, p *wire.FilePiece, server data.Epoch) error {
	asked := slices.ContainsFunc(req.Sent, func(s wire.FilePiece) bool { return s.Name == p.Name && s.Size == p.Size })
	at := slices.IndexFunc(c.send, func(f store.SealedFile) bool { return linkName(f) == p.Name })
	if !asked || at < 0 {
		return nil
	}
	name := c.send[at].Name
	switch {
	case p.Whole(), p.Reason == wire.CodeFileErased: // there is nothing more to send
		c.send, c.moved = slices.Delete(c.send, at, at+1), true
		return st.FileSent(name, server)
	case p.Reason != "":
		c.refuse(name, p.Reason)
		delete(c.at, name)
		delete(c.sums, name) // it may have been sealed anew meanwhile
		return nil
	}
	before, known := c.at[name]
	c.at[name], c.moved = p.Offset, true
	if known && p.Offset <= before { // the township has less than it said
		if c.back[name]++; c.back[name] > maxRepairs {
			c.off[name] = wire.CodeFileAbsent
		}
	}
	return nil
}

// given takes in a piece of a file that was asked for.
func (c *courier) given(st *store.Store, p *wire.FilePiece, server data.Epoch) error {
	at := slices.IndexFunc(c.fetch, func(f store.SealedFile) bool { return linkName(f) == p.Name })
	if at < 0 {
		return nil
	}
	f := c.fetch[at]
	c.used += int64(len(p.Bytes))
	switch {
	case p.Reason != "":
		c.refuse(f.Name, p.Reason)
		return nil
	case p.Size != uint64(f.Size) || p.Sum == c.bad[f.Name]:
		c.refuse(f.Name, wire.CodeFileDamaged)
		return nil
	}
	have, err := st.AddPart(f, p.Sum, int64(p.Offset), p.Bytes)
	switch {
	case errors.Is(err, data.ErrDamaged):
		c.bad[f.Name] = p.Sum
		c.refuse(f.Name, wire.CodeFileDamaged)
		return nil
	case err != nil:
		c.off[f.Name] = CodeStore
		return nil
	}
	c.moved, c.came[f.Name] = c.moved || len(p.Bytes) > 0, have
	if have < f.Size {
		return nil
	}
	c.fetch = slices.Delete(c.fetch, at, at+1)
	delete(c.wanted, f.Name)
	return st.FileSent(f.Name, server)
}

// SyncFiles exchanges, as SyncNow does, until no file moves any more.
func (e *Engine) SyncFiles(ctx context.Context) error {
	for {
		if _, _, err := e.round(ctx); err != nil || !e.files.goesOn() {
			return err
		}
	}
}

// FetchFile brings a file that another computer of the village attached, before all others
// and whatever the policy. The error wraps wire.ErrFileAbsent when the township does not
// have it, another reason of package wire, or is as SyncNow's.
func (e *Engine) FetchFile(ctx context.Context, f store.SealedFile) error {
	c := e.files
	c.mu.Lock()
	c.wanted[f.Name] = true
	c.stale.Store(true)
	c.mu.Unlock()
	for {
		if _, whole := e.st.FilePath(f); whole {
			return nil
		}
		if _, _, err := e.round(ctx); err != nil {
			return err
		}
		c.mu.Lock()
		why, moved := c.off[f.Name], c.moved
		c.mu.Unlock()
		if _, whole := e.st.FilePath(f); whole {
			return nil
		}
		if why == CodeStore {
			return ErrStore
		}
		if err := why.Err(); err != nil {
			return err
		}
		if !moved {
			return wire.ErrFileAbsent
		}
	}
}

// FileStatus is how the files between this computer and its township stand.
type FileStatus struct {
	// Out and In count the files that wait to go and to come, BytesOut and BytesIn what is
	// left of them.
	Out, In           int
	BytesOut, BytesIn int64
	// Why is what holds the first file that waits for more than its turn: a reason of
	// package wire, or one of this package; empty when nothing does.
	Why wire.Code
}

// tell makes what screens show.
func (c *courier) tell() {
	s := &FileStatus{Out: len(c.send), In: len(c.fetch), Why: c.held}
	for _, f := range c.send {
		s.BytesOut += f.Size - int64(c.at[f.Name])
	}
	for _, f := range c.fetch {
		s.BytesIn += f.Size - c.came[f.Name]
	}
	for _, f := range slices.Concat(c.send, c.fetch) {
		if s.Why == "" {
			s.Why = c.off[f.Name]
		}
	}
	c.status.Store(s)
}
