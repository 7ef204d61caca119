#include "labels.hpp"

namespace rowan::mysql {

std::vector<std::string> labels_in(std::string_view type) {
  std::vector<std::string> labels;
  for (std::size_t at = type.find('\''); at < type.size(); at = type.find('\'', at)) {
    std::string& label = labels.emplace_back();
    for (++at; at < type.size(); ++at) {
      if (type[at] == '\'' && (at + 1 >= type.size() || type[++at] != '\'')) break;
      label += type[at];
    }
  }
  return labels;
}

}  // namespace rowan::mysql
