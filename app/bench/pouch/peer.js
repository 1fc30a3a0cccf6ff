// The peer: "peer.js server DIR" is an express-pouchdb server on a free port of the
// loopback, "peer.js client DIR" a PouchDB database told on its standard input what to
// do, one JSON object a line: {"save": FILE} writes the documents of a file, {"to": URL}
// replicates once. Each is answered with a line.
'use strict'
const PouchDB = require('pouchdb')
const fs = require('fs')
const [role, dir] = process.argv.slice(2)

function server () {
  const app = require('express')()
  const Local = PouchDB.defaults({ prefix: dir + '/' })
  app.use('/', require('express-pouchdb')(Local, { mode: 'minimumForPouchDB', logPath: dir + '/log.txt', inMemoryConfig: true }))
  const listening = app.listen(0, '127.0.0.1', () => console.log(listening.address().port))
}

async function save (db, file) {
  const docs = JSON.parse(fs.readFileSync(file))
  const old = await db.allDocs({ keys: docs.map(d => d._id) })
  old.rows.forEach((row, i) => { if (row.value) docs[i]._rev = row.value.rev })
  const written = await db.bulkDocs(docs)
  return written.filter(w => w.ok).length
}

async function client () {
  const db = new PouchDB(dir + '/client')
  const lines = require('readline').createInterface({ input: process.stdin })
  for await (const line of lines) {
    const order = JSON.parse(line)
    if (order.save) {
      console.log(await save(db, order.save))
    } else {
      const done = await db.replicate.to(order.to)
      console.log(done.ok ? done.docs_written : -1)
    }
  }
}

if (role === 'server') server()
else client().catch(err => { console.error(err); process.exit(1) })
