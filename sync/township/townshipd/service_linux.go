package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"woshou/sync/township"
)

// Where systemd looks, and where the service's program and data lie. Tests lay them
// elsewhere.
var (
	unitFile    = "/etc/systemd/system/" + serviceName + ".service"
	programFile = "/usr/local/lib/woshou/townshipd"
	stateFolder = "/var/lib/" + serviceName
	system      = func(program string, args ...string) error {
		out, err := exec.Command(program, args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s %s: %w: %s", program, strings.Join(args, " "), err, out)
		}
		return nil
	}
)

// unit is the service. It runs as a user of its own, sees nothing of the machine but its
// folders and the network, and may gain no right. Opening a large ledger after an update
// may take long: its start has no limit.
const unit = `[Unit]
Description=Woshou township server (人民调解统计)
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
ExecStart=%s serve%s
User=%s
StateDirectory=%s
StateDirectoryMode=0700
UMask=0077
Restart=on-failure
RestartSec=5
TimeoutStartSec=infinity
TimeoutStopSec=30
LimitNOFILE=16384
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=%s
AmbientCapabilities=%s
%s
[Install]
WantedBy=multi-user.target
`

// unitText is the unit for a call. The data lie in the state folder of the service
// unless --dir says otherwise; a folder of backups elsewhere may be written as well, and
// the server starts without it when its disk is away.
func (c *call) unitText() string {
	args := ""
	for _, a := range c.flags() {
		args += " " + strings.ReplaceAll(quoted(a), "$", "$$")
	}
	write := ""
	if c.dir != stateFolder {
		write = "ReadWritePaths=" + quoted(c.dir) + "\n"
	}
	if c.backups != "" {
		write += "ReadWritePaths=" + quoted("-"+c.backups) + "\n"
	}
	may := "" // a port below 1024 is the one thing that needs a right
	if _, port, _ := strings.Cut(c.listen[max(0, strings.LastIndex(c.listen, ":")):], ":"); len(port) < 4 {
		may = "CAP_NET_BIND_SERVICE"
	}
	return fmt.Sprintf(unit, programFile, args, serviceName, serviceName, may, may, write)
}

// quoted is a word of a unit file: systemd's own escapes, and the sign of its specifiers.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "\n", `\n`).Replace(s) + `"`
}

// isPersonal reports whether a folder is one that ProtectHome hides from the service.
func isPersonal(dir string) bool {
	return slices.ContainsFunc([]string{"/home/", "/root/", "/run/user/"}, func(home string) bool {
		return strings.HasPrefix(filepath.Clean(dir)+"/", home)
	})
}

func (c *call) install() error {
	if err := c.settleDir(stateFolder); err != nil {
		return err
	}
	if _, err := os.Stat(unitFile); err == nil { // an update, or other options
		if err := system("systemctl", "stop", serviceName); err != nil {
			return err
		}
	}
	if err := c.giveFolders(); err != nil {
		return err
	}
	if err := copyProgram(programFile); err != nil {
		return err
	}
	if err := os.WriteFile(unitFile, []byte(c.unitText()), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"daemon-reload"}, {"enable", "--now", serviceName}} {
		if err := system("systemctl", args...); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(c.out, "已装成系统服务 %s，开机自动运行。\n数据在 %s\n查看状态：systemctl status %s    查看日志：journalctl -u %s\n"+
		"第一次使用：一次性密码在 %s\n备份：%s 文件\n",
		serviceName, c.dir, serviceName, serviceName, filepath.Join(c.dir, "first-password.txt"), typed(programFile, "backup", c.place()...))
	return err
}

// giveFolders makes the service's user and gives it the folders that systemd does not
// give it.
func (c *call) giveFolders() error {
	if err := system("systemd-sysusers", "--inline", "u "+serviceName+" -"); err != nil {
		return err
	}
	if c.dir != stateFolder {
		ours := func(names []string) bool { return len(names) == 0 || slices.Contains(names, "ca.pem") }
		if err := give(c.dir, ours); err != nil {
			return err
		}
	}
	if c.backups == "" {
		return nil
	}
	return give(c.backups, func(names []string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !township.IsBackup(name) })
	})
}

// give makes a folder, or takes one that holds nothing or what is ours, and makes the
// service's user the owner of all that is in it.
func give(dir string, ours func(names []string) bool) error {
	uid, gid, err := serviceUser()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !ours(names) {
		return fmt.Errorf("文件夹 %s 里有别的东西，请单独建一个文件夹", dir)
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}

// serviceUser is who the service runs as.
var serviceUser = func() (uid, gid int, err error) {
	found, err := user.Lookup(serviceName)
	if err != nil {
		return 0, 0, err
	}
	uid, err = strconv.Atoi(found.Uid)
	if err == nil {
		gid, err = strconv.Atoi(found.Gid)
	}
	return uid, gid, err
}

func (c *call) remove() error {
	if err := system("systemctl", "disable", "--now", serviceName); err != nil {
		return err
	}
	for _, path := range []string{unitFile, programFile} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := system("systemctl", "daemon-reload"); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.out, "已卸下系统服务，数据没有动。")
	return err
}

// asService runs the program as it is: systemd starts it like anybody.
func asService() bool { return false }

// tellSystem returns what tells systemd that the server serves, nil when it was not
// systemd that started it.
func tellSystem() func() error {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	return func() error {
		to, err := net.Dial("unixgram", socket)
		if err != nil {
			return fmt.Errorf("tell systemd: %w", err)
		}
		_, err = to.Write([]byte("READY=1"))
		return errors.Join(err, to.Close())
	}
}
