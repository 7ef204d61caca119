#include "connect_advice.hpp"

#include <array>

namespace rowan::postgresql {
namespace {

struct Advice {
  std::string_view about, and_about;  ///< words of the failure; the latter may be empty
  std::string_view what;              ///< to do about it
};

constexpr std::string_view host_and_port = "check host and port in the URL, and that the server runs";
constexpr std::string_view system_user =
    "the server lets in the system's user of the same name only: name that user in the URL, or connect by TCP with a "
    "password, as in postgresql://user:password@127.0.0.1/database";

// In the order in which they are looked for.
constexpr std::array all_advice{
    Advice{"password authentication failed", "", "check user and password"},
    Advice{"no password supplied", "", "give the password in the URL, in PGPASSWORD or in ~/.pgpass"},
    Advice{"Peer authentication failed", "", system_user},
    Advice{"Ident authentication failed", "", system_user},
    Advice{"no pg_hba.conf entry", "", "let the server's pg_hba.conf accept this user, database and address"},
    Advice{"too many connections for role", "",
           "lower the pool's size, or give the role more with ALTER ROLE … CONNECTION LIMIT"},
    Advice{"too many connections for database", "",
           "lower the pool's size, or give the database more with ALTER DATABASE … CONNECTION LIMIT"},
    Advice{"not permitted to log in", "", "let it with ALTER ROLE … LOGIN, or name another user in the URL"},
    Advice{"permission denied for database", "", "let the user in with GRANT CONNECT ON DATABASE … TO …"},
    Advice{"not currently accepting connections", "", "name another database in the URL"},
    Advice{"role \"", "does not exist", "create the user with createuser, or correct the URL"},
    Advice{"database \"", "does not exist", "create it with createdb, or correct the URL"},
    Advice{"invalid sslmode", "", "use disable, allow, prefer, require, verify-ca or verify-full"},
    Advice{"does not support SSL", "", "use sslmode=prefer or sslmode=disable, or set up TLS on the server"},
    Advice{"certificate", "", "check sslmode and the certificates that the URL names"},
    Advice{"could not translate host name", "", "check the host's name in the URL"},
    Advice{"connection slots", "", "lower the pool's size, or raise the server's max_connections"},
    Advice{"too many clients", "", "lower the pool's size, or raise the server's max_connections"},
    Advice{"Too many open files", "", "lower the pool's size, or let the process have more files open (ulimit -n)"},
    Advice{"starting up", "", "try again when it is ready"},
    Advice{"shutting down", "", "try again when it is ready"},
    Advice{"in recovery mode", "", "try again when it is ready"},
    Advice{"Connection refused", "", host_and_port},
    Advice{"No such file or directory", "", host_and_port},
    Advice{"No route to host", "", host_and_port},
    Advice{"timeout expired", "", host_and_port},
    Advice{"timed out", "", host_and_port},
};

bool says(std::string_view why, std::string_view words) { return why.find(words) != std::string_view::npos; }

}  // namespace

std::string_view connect_advice(std::string_view why) {
  for (const auto& [about, and_about, what] : all_advice) {
    if (says(why, about) && says(why, and_about)) return what;
  }
  return "check the URL, that the server runs, and that it lets this user into this database";
}

}  // namespace rowan::postgresql
