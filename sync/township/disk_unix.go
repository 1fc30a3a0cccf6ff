//go:build !windows

package township

import "golang.org/x/sys/unix"

// systemFull are the error numbers of a full disk that only this system has.
var systemFull []unix.Errno

// leftOn returns how many bytes this program may still write on the disk of a folder.
func leftOn(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
