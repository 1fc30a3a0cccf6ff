package ime

import (
	"syscall"
	"unsafe"

	"fyne.io/fyne/v2/driver"
)

// Messages and constants of IMM32 (imm.h, winuser.h).
const (
	wmIMEStartComposition = 0x010D
	wmIMEComposition      = 0x010F
	wmIMERequest          = 0x0288
	wmNCDestroy           = 0x0082
	imrQueryCharPosition  = 0x0006
	cfsPoint              = 0x0002
	cfsExclude            = 0x0080
	gwlpWndProc           = ^uintptr(3) // -4
)

type point struct{ x, y int32 }

type rect struct{ left, top, right, bottom int32 }

// compositionForm is COMPOSITIONFORM.
type compositionForm struct {
	style uint32
	at    point
	area  rect
}

// candidateForm is CANDIDATEFORM.
type candidateForm struct {
	index uint32
	style uint32
	at    point
	area  rect
}

// charPosition is IMECHARPOSITION; document is the text area in screen pixels.
type charPosition struct {
	size       uint32
	char       uint32
	at         point
	lineHeight uint32
	document   rect
}

var (
	user32            = syscall.NewLazyDLL("user32.dll")
	setWindowLong     = user32.NewProc("SetWindowLongPtrW")
	callWindowProc    = user32.NewProc("CallWindowProcW")
	defWindowProc     = user32.NewProc("DefWindowProcW")
	clientToScreen    = user32.NewProc("ClientToScreen")
	getClientRect     = user32.NewProc("GetClientRect")
	imm32             = syscall.NewLazyDLL("imm32.dll")
	immGetContext     = imm32.NewProc("ImmGetContext")
	immReleaseContext = imm32.NewProc("ImmReleaseContext")
	immSetComposition = imm32.NewProc("ImmSetCompositionWindow")
	immSetCandidate   = imm32.NewProc("ImmSetCandidateWindow")
	windowProc        = syscall.NewCallback(answer)
)

// window is a window whose messages we see first.
type window struct {
	spot spot
	next uintptr // the window procedure of GLFW
}

// followed holds the windows by handle. Fyne and Windows' messages use it from the one thread of the window.
var followed = map[uintptr]*window{}

// place remembers the spot for the input method's next question and moves a box that is open already.
func place(context any, s spot) {
	native, ok := context.(driver.WindowsWindowContext)
	if !ok || native.HWND == 0 {
		return
	}
	w := followed[native.HWND]
	if w == nil {
		w = &window{}
		followed[native.HWND] = w
		w.next, _, _ = setWindowLong.Call(native.HWND, gwlpWndProc, windowProc)
	}
	w.spot = s
	w.move(native.HWND)
}

// answer is the window procedure: it positions the input method's boxes and passes everything else on.
func answer(hwnd, message, wParam, lParam uintptr) uintptr {
	w := followed[hwnd]
	if w == nil || w.next == 0 {
		result, _, _ := defWindowProc.Call(hwnd, message, wParam, lParam)
		return result
	}
	switch message {
	case wmIMEStartComposition, wmIMEComposition:
		w.move(hwnd)
	case wmIMERequest:
		if wParam == imrQueryCharPosition && lParam != 0 {
			w.describe(hwnd, (*charPosition)(pointer(lParam)))
			return 1
		}
	case wmNCDestroy:
		delete(followed, hwnd)
	}
	result, _, _ := callWindowProc.Call(w.next, hwnd, message, wParam, lParam)
	return result
}

// pointer turns a message parameter, which Windows owns, into a pointer.
func pointer(param uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&param)) }

// move puts the composition at the caret and the candidates below its line.
func (w *window) move(hwnd uintptr) {
	context, _, _ := immGetContext.Call(hwnd)
	if context == 0 {
		return
	}
	defer immReleaseContext.Call(hwnd, context)
	s := w.spot
	caret := point{int32(s.x), int32(s.y)}
	composition := compositionForm{style: cfsPoint, at: caret}
	immSetComposition.Call(context, uintptr(unsafe.Pointer(&composition)))
	candidate := candidateForm{style: cfsExclude, at: caret, area: line(caret, s.height)}
	immSetCandidate.Call(context, uintptr(unsafe.Pointer(&candidate)))
}

// describe answers where the caret is on the screen, for input methods that ask.
func (w *window) describe(hwnd uintptr, out *charPosition) {
	s := w.spot
	caret := point{int32(s.x), int32(s.y)}
	clientToScreen.Call(hwnd, uintptr(unsafe.Pointer(&caret)))
	out.at = caret
	out.lineHeight = uint32(s.height)
	var area rect
	getClientRect.Call(hwnd, uintptr(unsafe.Pointer(&area)))
	corner := point{area.left, area.top}
	clientToScreen.Call(hwnd, uintptr(unsafe.Pointer(&corner)))
	out.document = rect{corner.x, corner.y, corner.x + area.right - area.left, corner.y + area.bottom - area.top}
}

// line is the part of a text line that the candidates must not cover.
func line(caret point, height int) rect {
	return rect{caret.x, caret.y, caret.x + 1, caret.y + int32(height)}
}
