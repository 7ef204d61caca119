#include "postgresql/connect_advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rowan::postgresql {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PostgresqlConnectAdvice, FitsTheFailure) {
  const auto advice = [](const char* why) { return std::string(connect_advice(why)); };
  EXPECT_THAT(advice("FATAL:  Peer authentication failed for user \"ann\""), HasSubstr("127.0.0.1"));
  EXPECT_THAT(advice("FATAL:  password authentication failed for user \"ann\""), HasSubstr("user and password"));
  EXPECT_THAT(advice("FATAL:  role \"ann\" does not exist"), HasSubstr("createuser"));
  EXPECT_THAT(advice("FATAL:  database \"shop\" does not exist"), HasSubstr("createdb"));
  EXPECT_THAT(advice("FATAL:  too many connections for role \"ann\""),
              AllOf(HasSubstr("ALTER ROLE"), Not(HasSubstr("createuser"))));
  EXPECT_THAT(advice("FATAL:  role \"ann\" is not permitted to log in"),
              AllOf(HasSubstr("LOGIN"), Not(HasSubstr("createuser"))));
  EXPECT_THAT(advice("FATAL:  too many connections for database \"shop\""),
              AllOf(HasSubstr("ALTER DATABASE"), Not(HasSubstr("createdb"))));
  EXPECT_THAT(advice("FATAL:  permission denied for database \"shop\"\nDETAIL:  User does not have CONNECT privilege."),
              AllOf(HasSubstr("GRANT CONNECT"), Not(HasSubstr("createdb"))));
  EXPECT_THAT(advice("FATAL:  sorry, too many clients already"), HasSubstr("max_connections"));
  EXPECT_THAT(advice("could not create socket: Too many open files"), HasSubstr("ulimit"));
  EXPECT_THAT(advice("connection to server at \"127.0.0.1\", port 1 failed: Connection refused"),
              HasSubstr("host and port"));
}

TEST(PostgresqlConnectAdvice, OfAnotherLanguageSendsNobodyToThePort) {
  EXPECT_THAT(std::string(connect_advice("FATAL:  Passwort-Authentifizierung für Benutzer »ann« fehlgeschlagen")),
              AllOf(HasSubstr("lets this user"), Not(HasSubstr("port"))));
}

}  // namespace
}  // namespace rowan::postgresql
