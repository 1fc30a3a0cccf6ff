package township

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"

	"woshou/sync/wire"
)

// Whether there is room for what comes: what the store answers is known for certain, what
// is left on the disk is looked at.

const (
	// lowRoom is how many bytes left on the disk make the pages warn.
	lowRoom = 1 << 30
	// growRoom is what must be left before a disk that was full counts as mended: a small
	// record may find a place in a full store that a large one does not.
	growRoom = 64 << 20
)

// errNoRoom says that the disk, or what the store may use of it, is full.
var errNoRoom = errors.New("no room to store")

// disk is how the server stands with its disk.
type disk struct {
	// full says that something could not be stored, and nothing shows yet that it could now.
	full atomic.Bool
	// left returns how many bytes are free on the disk of a folder; tests have their own.
	left func(folder string) (uint64, error)
}

// noted keeps whether there was room for an update, and names the error that says no.
func (s *Server) noted(err error) error {
	switch {
	case err == nil && s.disk.full.Load():
		if left, bad := s.disk.left(s.dir); bad != nil || left >= growRoom {
			s.disk.full.Store(false)
		}
	case isFull(err):
		s.disk.full.Store(true)
		return fmt.Errorf("%w: %w", errNoRoom, err)
	}
	return err
}

// isFull reports whether an error says that there is no room. bbolt keeps only the text of
// what stopped it from growing its file; PostgreSQL says disk_full by its code.
func isFull(err error) bool {
	if err == nil {
		return false
	}
	var database interface{ SQLState() string }
	if errors.Is(err, errNoRoom) || errors.As(err, &database) && database.SQLState() == "53100" {
		return true
	}
	for _, errno := range fullErrnos {
		if errors.Is(err, errno) || strings.Contains(err.Error(), errno.Error()) {
			return true
		}
	}
	return false
}

// reasonOf is what a device is told of an error.
func reasonOf(err error) wire.Code {
	if errors.Is(err, errNoRoom) {
		return wire.CodeFull
	}
	return wire.CodeOf(err)
}

// alert is a sentence at the top of the office's pages: what happened, what is safe, and
// what to do. Its class is how the page shows it.
type alert struct{ Class, Words string }

// diskAlerts says that the disk is full, or is going to be.
func (s *Server) diskAlerts(of level) []alert {
	if s.disk.full.Load() {
		return []alert{{"problem", "服务器的磁盘满了，新报来的记录存不下。已收下的都完好；没收下的仍在" + of.There +
			"，不会丢，有了空间会自动再送。请马上清理磁盘或换大的磁盘，不要删除数据文件夹里的文件。"}}
	}
	if left, err := s.disk.left(s.dir); err == nil && left < lowRoom {
		return []alert{{"warning", "服务器的磁盘只剩 " + sizeName(int64(left)) +
			"。现在仍在正常收取；满了以后，新报来的记录就存不下。请尽快清理磁盘，或者换大的磁盘。"}}
	}
	next := uint64(0)
	if all, err := s.Backups(); err == nil && len(all) > 0 {
		next = uint64(all[0].Size)
	}
	if left, err := s.disk.left(s.keeper.dir); err == nil && left < lowRoom+next {
		return []alert{{"warning", "放备份的磁盘只剩 " + sizeName(int64(left)) +
			"，下一次备份可能放不下。数据仍在正常收取。请清理那块磁盘，或者把备份放到大的磁盘上。"}}
	}
	return nil
}

// alerts are those of the office: the disk, and the backups while there is room for them.
func (s *Server) alerts(of level) []alert {
	all := s.diskAlerts(of)
	if s.disk.full.Load() {
		return all
	}
	if words := s.backupProblem(); words != "" {
		all = append(all, alert{"warning", words})
	}
	return all
}

// Disk returns in sentences what is to be said of the room on the server's disk, nothing
// when there is enough.
func (s *Server) Disk(ctx context.Context) (words []string) {
	for _, a := range s.diskAlerts(s.level(ctx)) {
		words = append(words, a.Words)
	}
	return words
}

// fullErrnos are the error numbers of a disk, a quota or a file that is full.
var fullErrnos = append([]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}, systemFull...)
