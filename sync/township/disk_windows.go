package township

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// systemFull are the error numbers of a full disk that only this system has.
var systemFull = []syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL}

// leftOn returns how many bytes this program may still write on the disk of a folder.
func leftOn(folder string) (left uint64, err error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	return left, windows.GetDiskFreeSpaceEx(name, &left, nil, nil)
}
