-- For wrk: sends prepared requests in turn, and prints what it measured as one line of JSON.
-- Arguments: FILE START. FILE has a request a line, path and Accept with a tab between; in a path the twelve
-- characters REQUESTNUMBE stand for a number, counted up from START, so that no two requests are alike.

local before, after, count, number

function init(arguments)
  before, after, count, number = {}, {}, 0, tonumber(arguments[2])
  for line in io.lines(arguments[1]) do
    local path, accept = line:match("([^\t]+)\t(.*)")
    local host = wrk.host .. ":" .. wrk.port
    local text = "GET " .. path .. " HTTP/1.1\r\nHost: " .. host .. "\r\nAccept: " .. accept .. "\r\n\r\n"
    local first, rest = text:match("^(.-)REQUESTNUMBE(.*)$")
    before[#before + 1], after[#after + 1] = first or text, rest or false
  end
end

function request()
  local index = count % #before + 1
  count = count + 1
  if not after[index] then return before[index] end
  number = number + 1
  return before[index] .. string.format("%012d", number) .. after[index]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "longest": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
