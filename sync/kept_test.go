package sync_test

import "testing"

// Lives that once broke an invariant, as the simulator shrank them.
var kept = []struct {
	name string
	life life
}{
	{"the server is set back untold while a copied folder has something new", life{villages: 1, deeds: []deed{
		{do: doBackupTown},
		{do: doCopy},
		{do: doEdit},
		{do: doAdd, who: 1},
		{do: doExchange, who: 2, on: 2, fault: fault{"short request", 200}},
		{do: doRestoreTownUntold},
		{do: doExchange, who: 1},
	}}},
	{"a computer is set back, gets its tail again, and then the server is set back", life{villages: 1, deeds: []deed{
		{do: doBackupTown},
		{do: doBackup},
		{do: doAdd},
		{do: doExchange},
		{do: doSetBack},
		{do: doExchange},
		{do: doRestoreTown},
	}}},
	{"the same, and the server is not told", life{villages: 2, deeds: []deed{
		{do: doBackupTown},
		{do: doBackup},
		{do: doFuture},
		{do: doExchange},
		{do: doSetBack},
		{do: doExchange, on: 2, fault: fault{"the server restarts before it answers", 170}},
		{do: doRestoreTownUntold},
	}}},
	{"a computer is set back after a copy, and the server untold", life{villages: 1, deeds: []deed{
		{do: doBackup},
		{do: doEdit},
		{do: doBackupTown},
		{do: doExchange},
		{do: doCopy},
		{do: doRestoreTownUntold},
		{do: doSetBack},
		{do: doEdit},
	}}},
	{"the county is set back to after the township's last word", life{villages: 1, county: true, deeds: []deed{
		{do: doEdit},
		{do: doExchange},
		{do: doUp},
		{do: doBackupCounty},
		{do: doRestoreCounty},
	}}},
	{"two computers hand one case up, and one takes its letter back on paper", life{villages: 1, deeds: []deed{
		{do: doFuture},
		{do: doCopy},
		{do: doHandUp, who: 1},
		{do: doHandUp},
		{do: doTakeBack},
		{do: doExchange, who: 1},
	}}},
	{"a photo that is lost stands before one that the township has", life{villages: 1, deeds: []deed{
		{do: doEdit},
		{do: doAdd},
		{do: doAttach, n: 39257},
		{do: doFiles},
		{do: doAttach},
		{do: doBackup},
		{do: doSetBack, n: 63447},
	}}},
	{"a photo that was asked for too early waits behind one that is lost", life{seed: 810, villages: 1, deeds: []deed{
		{do: doEdit},
		{do: doAttach},
		{do: doBackup},
		{do: doCopy},
		{do: doAttach, who: 1, n: 14426},
		{do: doSetBack, n: 49403},
		{do: doExchange, who: 1, n: 55274},
	}}},
	{"a case was destroyed before a computer joined, which alone can tell the township that was set back", life{seed: 72, villages: 1, deeds: []deed{
		{do: doEdit},
		{do: doFiles},
		{do: doJoin},
		{do: doBackupTown},
		{do: doErase},
		{do: doExchange},
		{do: doExchange, who: 1},
		{do: doRevoke},
		{do: doRestoreTownUntold},
	}}},
	{"a folder is copied, and the one whose log the township knows hears of the other's claim", life{villages: 1, deeds: []deed{
		{do: doCopy},
		{do: doEdit},
		{do: doFiles, fault: fault{"the disk is full when the answer comes", 211}},
		{do: doExchange, who: 1},
		{do: doAdd, who: 1},
		{do: doFiles},
		{do: doAdd},
	}}},
	{"the server is set back untold once more while the stream that lacks an answer is being read", life{seed: 1016, villages: 1, deeds: []deed{
		{do: doEdit, n: 35779},
		{do: doHandUp},
		{do: doExchange},
		{do: doExchange, fault: fault{"cut request", 453}},
		{do: doBackupTown},
		{do: doAnswer},
		{do: doExchange},
		{do: doRestoreTownUntold},
		{do: doFiles, on: 2, fault: fault{"short answer", 9}},
		{do: doRestoreTownUntold},
	}}},
	{"the server is set back untold to one backup twice, and the county has rows of both", life{villages: 1, county: true, deeds: []deed{
		{do: doAdd},
		{do: doBackupTown},
		{do: doAdd},
		{do: doHandUp, n: 38491},
		{do: doExchange},
		{do: doEdit},
		{do: doAnswer},
		{do: doFiles},
		{do: doUp},
		{do: doExchange},
		{do: doEdit},
		{do: doRestoreTownUntold},
		{do: doExchange},
		{do: doRestoreTownUntold},
	}}},
}

func TestKeptLives(t *testing.T) {
	for _, k := range kept {
		t.Run(k.name, func(t *testing.T) { playLife(t, k.life) })
	}
}
