import express from 'express'
import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

const app = express()
app.use('/mcp', server.handler({ principal: person }))

app.get('/orders', (request, response) => {
  const user = person(request)
  if (user) response.json(ordersOf(user.id))
  else response.sendStatus(401)
})

const port = Number(process.env['PORT'] ?? 3000)
const listener = app.listen(port, error => {
  // Express calls this, too, where the port is taken.
  if (error) throw error
  console.log(`http://localhost:${port}/mcp`)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)

async function stop() {
  await server.close()
  listener.close()
}

function person(request: express.Request) {
  return signIn(request.get('authorization'), process.env['API_TOKEN'])
}
