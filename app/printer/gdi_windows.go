package printer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	comdlg32 = windows.NewLazySystemDLL("comdlg32.dll")
	gdi32    = windows.NewLazySystemDLL("gdi32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")
	winspool = windows.NewLazySystemDLL("winspool.drv")

	procPrintDlg       = comdlg32.NewProc("PrintDlgW")
	procDialogError    = comdlg32.NewProc("CommDlgExtendedError")
	procStartDoc       = gdi32.NewProc("StartDocW")
	procStartPage      = gdi32.NewProc("StartPage")
	procEndPage        = gdi32.NewProc("EndPage")
	procEndDoc         = gdi32.NewProc("EndDoc")
	procAbortDoc       = gdi32.NewProc("AbortDoc")
	procDeviceCaps     = gdi32.NewProc("GetDeviceCaps")
	procStretch        = gdi32.NewProc("StretchDIBits")
	procStretchMode    = gdi32.NewProc("SetStretchBltMode")
	procResetDC        = gdi32.NewProc("ResetDCW")
	procDeleteDC       = gdi32.NewProc("DeleteDC")
	procGlobalLock     = kernel32.NewProc("GlobalLock")
	procGlobalUnlock   = kernel32.NewProc("GlobalUnlock")
	procGlobalFree     = kernel32.NewProc("GlobalFree")
	procOpenPrinter    = winspool.NewProc("OpenPrinterW")
	procClosePrinter   = winspool.NewProc("ClosePrinter")
	procGetJob         = winspool.NewProc("GetJobW")
	procSetJob         = winspool.NewProc("SetJobW")
	errNoPrinterMemory = errors.New("the printer's settings cannot be read")
)

// printDialog is PRINTDLGW.
type printDialog struct {
	size                         uint32
	owner                        uintptr
	devMode, devNames            uintptr
	dc                           uintptr
	flags                        uint32
	from, to, least, most        uint16
	copies                       uint16
	instance, data               uintptr
	hook, setupHook              uintptr
	template, setupTemplate      *uint16
	templateHandle, setupTemplat uintptr
}

// The flags of the dialog.
const (
	pdNoSelection       = 0x00000004
	pdNoPageNumbers     = 0x00000008
	pdReturnDC          = 0x00000100
	pdReturnDefault     = 0x00000400
	pdUseDevModeCopies  = 0x00040000
	pdHidePrintToFile   = 0x00100000
	dialogNoPrinterCode = 0x1008 // PDERR_NODEFAULTPRN
)

// devMode is the beginning of DEVMODEW.
type devMode struct {
	name                   [32]uint16
	version, driverVersion uint16
	size, extra            uint16
	fields                 uint32
	orientation, paper     int16
	length, width, scale   int16
	copies                 int16
	source, quality, color int16
	duplex                 int16
}

// What of a devMode is set.
const (
	fieldOrientation = 0x00000001
	fieldPaper       = 0x00000002
	fieldCopies      = 0x00000100
	fieldDuplex      = 0x00001000
	paperA4          = 9
	portrait         = 1
	simplex          = 1
	duplexLong       = 2
)

// ErrNoPrinter says that no printer is set up on this computer.
var ErrNoPrinter = errors.New("no printer is set up")

// Printer is a printer that was chosen in the system's dialog.
type Printer struct {
	Name     string
	dc       uintptr
	settings uintptr // the devMode, a handle of global memory
	// TwoSided prints both sides, turned over the long edge.
	TwoSided bool
	// several says that papers of different numbers of copies are printed: the number is
	// then the paper's own, and not that of the dialog.
	several bool
}

// Choose shows the system's dialog with A4, a number of copies and both sides proposed. A
// Printer of nil without an error says that the user left the dialog.
func Choose(owner uintptr, copies int, twoSided, several bool) (*Printer, error) {
	runtime.LockOSThread() // a dialog belongs to the thread that shows it
	defer runtime.UnlockOSThread()
	d := printDialog{flags: pdReturnDefault, copies: 1}
	d.size = uint32(unsafe.Sizeof(d))
	if ok, _, _ := procPrintDlg.Call(uintptr(unsafe.Pointer(&d))); ok == 0 {
		return nil, dialogError()
	}
	err := withDevMode(d.devMode, func(m *devMode) {
		m.fields |= fieldPaper | fieldCopies | fieldDuplex | fieldOrientation
		m.paper, m.copies, m.orientation, m.duplex = paperA4, int16(max(1, copies)), portrait, simplex
		if twoSided {
			m.duplex = duplexLong
		}
	})
	if err != nil {
		return nil, err
	}
	d.owner, d.flags, d.copies = owner, pdReturnDC|pdNoSelection|pdNoPageNumbers|pdUseDevModeCopies|pdHidePrintToFile, uint16(max(1, copies))
	ok, _, _ := procPrintDlg.Call(uintptr(unsafe.Pointer(&d)))
	if d.devNames != 0 {
		_, _, _ = procGlobalFree.Call(d.devNames)
	}
	if ok == 0 {
		_, _, _ = procGlobalFree.Call(d.devMode)
		return nil, dialogError()
	}
	p := &Printer{dc: d.dc, settings: d.devMode, several: several}
	return p, withDevMode(p.settings, func(m *devMode) {
		p.Name, p.TwoSided = windows.UTF16ToString(m.name[:]), m.duplex > simplex
	})
}

// dialogError is what the dialog says; nil is a user who left it.
func dialogError() error {
	switch code, _, _ := procDialogError.Call(); code {
	case 0:
		return nil
	case dialogNoPrinterCode:
		return ErrNoPrinter
	default:
		return fmt.Errorf("the dialog of the printers: error %#x", code)
	}
}

// withDevMode reads or changes the settings that a handle holds.
func withDevMode(handle uintptr, f func(*devMode)) error {
	at, _, _ := procGlobalLock.Call(handle)
	if at == 0 {
		return errNoPrinterMemory
	}
	f(*(**devMode)(unsafe.Pointer(&at)))
	_, _, _ = procGlobalUnlock.Call(handle)
	return nil
}

// Close lets the printer go.
func (p *Printer) Close() {
	_, _, _ = procDeleteDC.Call(p.dc)
	_, _, _ = procGlobalFree.Call(p.settings)
}

// Send draws a paper and hands its pages to the spooler. An error says that nothing of it
// comes out.
func (p *Printer) Send(ctx context.Context, paper Paper) (*Job, error) {
	if p.several {
		var reset uintptr
		err := withDevMode(p.settings, func(m *devMode) {
			m.copies = int16(max(1, paper.Copies))
			reset, _, _ = procResetDC.Call(p.dc, uintptr(unsafe.Pointer(m)))
		})
		if err != nil || reset == 0 {
			return nil, errNoPrinterMemory
		}
	}
	d := &gdi{dc: p.dc}
	if err := sendPages(ctx, d, paper); err != nil {
		return nil, err
	}
	return &Job{id: d.job, printer: p.Name}, nil
}

// gdi is the printer's side of the loop over pages.
type gdi struct {
	dc  uintptr
	job uint32
}

// docInfo is DOCINFOW.
type docInfo struct {
	size             int32
	name, file, kind *uint16
	flags            uint32
}

// call turns an answer of zero or less into an error.
func call(p *windows.LazyProc, args ...uintptr) (uintptr, error) {
	r, _, err := p.Call(args...)
	if int32(r) <= 0 {
		return 0, fmt.Errorf("%s: %w", p.Name, err)
	}
	return r, nil
}

func (d *gdi) begin(title string) error {
	name, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return err
	}
	info := docInfo{name: name}
	info.size = int32(unsafe.Sizeof(info))
	job, err := call(procStartDoc, d.dc, uintptr(unsafe.Pointer(&info)))
	d.job = uint32(job)
	return err
}

// What is asked of a device (GetDeviceCaps).
const (
	capDPIX, capDPIY       = 88, 90
	capOffsetX, capOffsetY = 112, 113
)

// infoHeader is BITMAPINFOHEADER with the palette of the greys behind it.
type infoHeader struct {
	size                   uint32
	width, height          int32
	planes, bits           uint16
	compression, imageSize uint32
	xPerMetre, yPerMetre   int32
	used, important        uint32
	greys                  [256]uint32
}

const (
	headerSize = 40
	halftone   = 4
	copyDots   = 0x00CC0020 // SRCCOPY
)

// page stretches a picture over the sheet: its corner is the sheet's, which lies left of
// and above what the printer can reach.
func (d *gdi) page(b *bitmap) error {
	if _, err := call(procStartPage, d.dc); err != nil {
		return err
	}
	caps := func(what uintptr) int {
		r, _, _ := procDeviceCaps.Call(d.dc, what)
		return int(int32(r))
	}
	head := infoHeader{size: headerSize, width: int32(b.width), height: -int32(b.height), planes: 1, bits: 24}
	if b.grey {
		head.bits, head.used = 8, 256
		for i := range head.greys {
			head.greys[i] = uint32(i) * 0x010101
		}
	}
	_, _, _ = procStretchMode.Call(d.dc, halftone)
	x, y := -caps(capOffsetX), -caps(capOffsetY)
	w, h := b.width*caps(capDPIX)/pageDPI, b.height*caps(capDPIY)/pageDPI
	_, err := call(procStretch, d.dc, uintptr(x), uintptr(y), uintptr(w), uintptr(h), 0, 0, uintptr(b.width), uintptr(b.height),
		uintptr(unsafe.Pointer(&b.rows[0])), uintptr(unsafe.Pointer(&head)), 0, copyDots)
	if err != nil {
		return err
	}
	_, err = call(procEndPage, d.dc)
	return err
}

func (d *gdi) end() error {
	_, err := call(procEndDoc, d.dc)
	return err
}

func (d *gdi) abort() { _, _, _ = procAbortDoc.Call(d.dc) }

// Job is a paper that the spooler took.
type Job struct {
	id      uint32
	printer string
}

// Parts of a job's status (JOB_INFO_1).
const (
	statusDeleting = 0x00000004
	statusPrinted  = 0x00000080
	statusDeleted  = 0x00000100
	statusComplete = 0x00001000
	statusOffline  = 0x00000020
	statusNoPaper  = 0x00000040
	statusPaused   = 0x00000001
	commandCancel  = 3 // JOB_CONTROL_CANCEL
	errorNoSuchJob = windows.ERROR_INVALID_PARAMETER
	mostJobInfo    = 1 << 16
)

// status asks the spooler for the status of the job; false when it has no such job.
func (j *Job) status() (status uint32, known bool, err error) {
	err = j.open(func(handle uintptr) error {
		info := make([]byte, mostJobInfo)
		var needed uint32
		ok, _, e := procGetJob.Call(handle, uintptr(j.id), 1, uintptr(unsafe.Pointer(&info[0])), mostJobInfo, uintptr(unsafe.Pointer(&needed)))
		switch {
		case ok != 0:
			at := statusAt()
			status, known = *(*uint32)(unsafe.Pointer(&info[at])), true
		case !errors.Is(e, errorNoSuchJob):
			return e
		}
		return nil
	})
	return status, known, err
}

// statusAt is where the number of the status stands in JOB_INFO_1: behind the id and six
// texts, of which the sixth, a status in words, comes just before it.
func statusAt() uintptr {
	var info struct {
		id                                              uint32
		printer, machine, user, document, datatype, say uintptr
		status                                          uint32
	}
	return unsafe.Offsetof(info.status)
}

func (j *Job) open(f func(handle uintptr) error) error {
	name, err := windows.UTF16PtrFromString(j.printer)
	if err != nil {
		return err
	}
	var handle uintptr
	if ok, _, err := procOpenPrinter.Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&handle)), 0); ok == 0 {
		return err
	}
	defer func() { _, _, _ = procClosePrinter.Call(handle) }()
	return f(handle)
}

// state: a job that the spooler no longer has was printed, for a cancelled one stays while
// it is deleted. What it does not tell is Unknown.
func (j *Job) state() State {
	status, known, err := j.status()
	switch {
	case err != nil:
		return Unknown
	case !known, status&(statusPrinted|statusComplete) != 0:
		return Out
	case status&(statusDeleting|statusDeleted) != 0:
		return Failed
	}
	return Waiting
}

func (j *Job) why() Why {
	status, _, err := j.status()
	switch {
	case err != nil:
		return ""
	case status&statusNoPaper != 0:
		return NoPaper
	case status&statusOffline != 0:
		return Offline
	case status&statusPaused != 0:
		return Paused
	}
	return ""
}

// Cancel takes a job that is not on paper out of the queue, so that it does not come out
// later.
func (j *Job) Cancel(context.Context) error {
	return j.open(func(handle uintptr) error {
		_, err := call(procSetJob, handle, uintptr(j.id), 0, 0, commandCancel)
		return err
	})
}
