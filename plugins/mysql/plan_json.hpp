// Makes JSON of what MariaDB says it is.
#pragma once

#include <string>

namespace rowan::mysql {

/// A plan of MariaDB with the quotes inside of its texts escaped: where names are quoted by `"`, which the sessions of
/// the library ask for, it writes conditions as they are. It writes one member a line.
std::string with_escaped_quotes(const std::string& plan);

}  // namespace rowan::mysql
