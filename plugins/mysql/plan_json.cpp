#include "plan_json.hpp"

#include <string_view>

namespace rowan::mysql {
namespace {

// `  "name": "text",` with quotes in the text, which ends where the line does.
std::string escaped(std::string_view line) {
  constexpr std::string_view begins = "\": \"";
  const std::size_t colon = line.find(begins), end = line.find_last_of('"');
  const std::size_t text = colon + begins.size();
  if (colon == std::string_view::npos || end < text) return std::string(line);
  std::string made(line.substr(0, text));
  for (std::size_t i = text; i < end; ++i) {
    if (line[i] == '\\' && i + 1 < end) {
      made.append(line.substr(i++, 2));
      continue;
    }
    if (line[i] == '"') made += '\\';
    made += line[i];
  }
  return made.append(line.substr(end));
}

}  // namespace

std::string with_escaped_quotes(const std::string& plan) {
  std::string made;
  std::string_view rest = plan;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    made += escaped(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    made += '\n';
    rest.remove_prefix(end + 1);
  }
  return made;
}

}  // namespace rowan::mysql
