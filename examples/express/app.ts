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
const listener = app.listen(port, () => console.log(`http://localhost:${port}/mcp`))
process.once('SIGTERM', async () => {
  await server.close()
  listener.close()
})

function person(request: express.Request) {
  return signIn(request.get('authorization'), process.env['API_TOKEN'])
}
