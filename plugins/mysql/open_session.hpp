// To the server that will do, among those that a URL names.
#pragma once

#include <memory>

#include "options.hpp"

namespace soci {
class session;
}

namespace rowan::mysql {

struct OpenedSession {
  std::unique_ptr<::soci::session> soci;
  Options options;  ///< of the host that it leads to, and no other
};

/// A session on the first host, in their order, that can be reached and has the role that is asked for. As in libpq,
/// one that refuses user, password or database ends the search: the next would do the same.
/// @throws ConnectionFailed saying what was tried and what to do.
OpenedSession open_session(const Options& options);

}  // namespace rowan::mysql
