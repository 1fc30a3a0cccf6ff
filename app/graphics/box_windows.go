package graphics

import (
	"syscall"
	"unsafe"
)

// box shows the text in a message box and waits until it is read.
func box(title, text string) {
	const iconError = 0x10
	t, err := syscall.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	h, err := syscall.UTF16PtrFromString(title)
	if err != nil {
		return
	}
	syscall.NewLazyDLL("user32.dll").NewProc("MessageBoxW").Call(0, uintptr(unsafe.Pointer(t)), uintptr(unsafe.Pointer(h)), iconError)
}
