//go:build unix

package township

import (
	"os"
	"path/filepath"
	"syscall"
)

// likeFolder gives a file to the owner of its folder when the administrator of the
// machine wrote it: the server itself runs as somebody else.
func likeFolder(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		return os.Chown(path, int(owner.Uid), int(owner.Gid))
	}
	return nil
}
