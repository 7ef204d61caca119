// The line to a MariaDB server: encryption with certificates made here, compression, time-outs. Whichever way
// statements take, SOCI opens it, so one path is enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "rowan/rowan.hpp"
#include "support/server/free_port.hpp"
#include "support/server/mariadb_server.hpp"

namespace rowan::testing {
namespace {

/// An authority, a certificate of its for 127.0.0.1 and one for a client; and another authority.
class Certificates {
 public:
  Certificates() {
    make_authority("ca");
    make_authority("stranger");
    make("server", "subjectAltName=IP:127.0.0.1");
    make("client", "subjectAltName=DNS:client");
  }
  [[nodiscard]] std::string file(const std::string& name) const { return directory_.file(name); }

 private:
  void openssl(std::vector<std::string> arguments, const std::string& name) {
    arguments.insert(arguments.begin(), {"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
                                         "2", "-keyout", file(name + ".key"), "-out", file(name + ".pem")});
    run_as_server_user(directory_, name, arguments);
  }
  void make_authority(const std::string& name) { openssl({"-subj", "/CN=" + name}, name); }
  void make(const std::string& name, const std::string& names) {
    openssl({"-subj", "/CN=" + name, "-addext", names, "-addext", "basicConstraints=critical,CA:FALSE", "-CA",
             file("ca.pem"), "-CAkey", file("ca.key")},
            name);
  }

  ServerDirectory directory_;
};

/// A server that speaks TLS, on 127.0.0.1 and, which its certificate is not for, on 127.0.0.2.
struct TlsServer {
  Certificates certificates;
  MariadbServer server{
      {.options = {"--ssl", "--ssl-ca=" + certificates.file("ca.pem"), "--ssl-cert=" + certificates.file("server.pem"),
                   "--ssl-key=" + certificates.file("server.key"), "--bind-address=127.0.0.1,127.0.0.2"},
       .port = free_ports(1).front()}};

  TlsServer() {
    server.create_database("line");
    add_user("any", "");
    add_user("encrypted", " REQUIRE SSL");
    add_user("known", " REQUIRE X509");
  }

  void add_user(const std::string& name, const std::string& demands) {
    server.run("CREATE USER " + name + "@'127.0.0.%'" + demands);
    server.run("GRANT ALL ON line.* TO " + name + "@'127.0.0.%'");
  }

  static TlsServer& shared() {
    static TlsServer one;
    return one;
  }
};

class MysqlLine : public ::testing::TestWithParam<std::string> {
 protected:
  static std::string file(const std::string& name) { return TlsServer::shared().certificates.file(name); }
  static Database connect(const std::string& options, const std::string& user = "any",
                          const std::string& host = "127.0.0.1") {
    return rowan::connect(
        "mysql://" + user + "@" + host + ":" + std::to_string(TlsServer::shared().server.port()) + "/line?" + options,
        {.make_default = false});
  }
  static std::string status(Database db, const std::string& name) {
    return db.query("SELECT variable_value FROM information_schema.session_status WHERE variable_name = ?", name)
        .at(0)[std::size_t{0}]
        .to_string();
  }
};

TEST_P(MysqlLine, IsEncryptedWhenThatIsAsked) {
  EXPECT_EQ(status(connect("ssl_mode=disabled"), "SSL_CIPHER"), "");
  EXPECT_NE(status(connect("ssl_mode=required"), "SSL_CIPHER"), "");
  EXPECT_EQ(status(connect("ssl_mode=required&tls_version=TLSv1.2"), "SSL_VERSION"), "TLSv1.2");
  EXPECT_NE(status(connect("ssl_mode=required", "encrypted"), "SSL_CIPHER"), "");
  EXPECT_THROW(static_cast<void>(connect("ssl_mode=disabled", "encrypted")), ConnectionFailed);
}

TEST_P(MysqlLine, IsRefusedToAServerThatSpeaksNoTls) {
  const auto failure = [](const std::string& mode) -> std::string {
    auto& server = MariadbServer::shared();
    server.create_database("line");
    try {
      static_cast<void>(rowan::connect(server.url("line") + "&ssl_mode=" + mode, {.make_default = false}));
    } catch (const ConnectionFailed& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(failure("required"), ::testing::HasSubstr("offers no TLS"));
  EXPECT_THAT(failure("verify_identity"), ::testing::HasSubstr("ssl_mode"));
}

TEST_P(MysqlLine, TrustsTheAuthorityThatItIsToldOf) {
  EXPECT_NE(status(connect("ssl_ca=" + file("ca.pem")), "SSL_CIPHER"), "") << "verify_identity is then the default";
  EXPECT_THROW(static_cast<void>(connect("ssl_ca=" + file("stranger.pem"))), ConnectionFailed);
  // Connector/C 3.4 trusts 127.0.0.1 as it is, and others when the password proves their certificate: this user has
  // none.
  EXPECT_THROW(static_cast<void>(connect("ssl_mode=verify_identity", "any", "127.0.0.2")), ConnectionFailed)
      << "the system trusts none of ours";
  EXPECT_THROW(static_cast<void>(connect("ssl_ca=" + file("missing.pem"))), ConnectionFailed);
}

TEST_P(MysqlLine, TrustsNoServerOfAnotherName) {
  EXPECT_THROW(static_cast<void>(connect("ssl_ca=" + file("ca.pem"), "any", "127.0.0.2")), ConnectionFailed);
  EXPECT_NE(status(connect("ssl_mode=required", "any", "127.0.0.2"), "SSL_CIPHER"), "") << "which checks no name";
}

TEST_P(MysqlLine, ShowsACertificateOfItsOwn) {
  const std::string trusted = "ssl_ca=" + file("ca.pem");
  EXPECT_THROW(static_cast<void>(connect(trusted, "known")), ConnectionFailed);
  auto db = connect(trusted + "&ssl_cert=" + file("client.pem") + "&ssl_key=" + file("client.key"), "known");
  EXPECT_NE(status(db, "SSL_CIPHER"), "");
}

TEST_P(MysqlLine, IsCompressedWhenThatIsAsked) {
  EXPECT_EQ(status(connect("compress=off"), "COMPRESSION"), "OFF");
  auto db = connect("compress=on");
  EXPECT_EQ(status(db, "COMPRESSION"), "ON");
  const std::string text(200'000, 'x');
  const auto rows = db.query("SELECT seq, ? FROM seq_1_to_20", text);
  ASSERT_EQ(rows.size(), 20u);
  EXPECT_EQ(rows[19][std::size_t{1}], Value(text));
}

TEST_P(MysqlLine, IsGivenUpWhenNoAnswerComesInTime) {
  using namespace std::chrono_literals;
  auto db = connect("read_timeout=1");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THROW(static_cast<void>(db.query("SELECT sleep(20)")), ConnectionLost);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 15s);
  EXPECT_EQ(db.query("SELECT 1").at(0)[std::size_t{0}], Value(1)) << "on a new connection";
}

std::vector<std::string> paths() {
  return MariadbServer::missing().empty() ? std::vector<std::string>{"mysql_native"} : std::vector<std::string>{};
}

std::string path_name(const ::testing::TestParamInfo<std::string>& path) { return path.param; }

INSTANTIATE_TEST_SUITE_P(Lines, MysqlLine, ::testing::ValuesIn(paths()), path_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MysqlLine);

}  // namespace
}  // namespace rowan::testing
