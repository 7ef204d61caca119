// The errors that mean something of their own, by number. Those of MariaDB and MySQL are the same but where a comment
// says whose it is.
#pragma once

namespace rowan::mysql {

enum ErrorCode : unsigned {
  disk_full = 1021,
  key_not_written = 1022,  ///< a duplicate, found while altering a table
  record_changed = 1020,   ///< MariaDB: since the transaction's snapshot
  out_of_memory = 1037,
  too_many_connections = 1040,
  access_to_database_denied = 1044,
  access_denied = 1045,
  galera_not_ready = 1047,  ///< "unknown command", with which a Galera node without its cluster answers
  null_given = 1048,
  unknown_database = 1049,
  shutdown_in_progress = 1053,
  unknown_column = 1054,
  duplicate_entry = 1062,
  table_full = 1114,
  host_blocked = 1129,
  host_not_allowed = 1130,
  no_such_table = 1146,
  aborted_connection = 1152,
  packet_too_large = 1153,
  not_rolled_back = 1196,  ///< a warning: of tables without transactions
  user_connections_used_up = 1203,
  lock_wait_timeout = 1205,
  deadlock = 1213,
  user_limit_reached = 1226,
  privilege_missing = 1227,
  unknown_handler = 1243,  ///< of a prepared statement
  authentication_not_supported = 1251,
  out_of_range = 1264,
  data_truncated = 1265,
  mixed_collations = 1267,
  unknown_collation = 1273,
  read_only_option = 1290,
  incorrect_value = 1292,
  not_preparable = 1295,
  invalid_text = 1300,
  query_interrupted = 1317,
  division_by_zero = 1365,
  no_default = 1364,
  wrong_value_for_field = 1366,
  data_too_long = 1406,
  parent_row_referenced = 1451,
  child_row_orphaned = 1452,
  too_many_statements = 1461,
  duplicate_entry_with_key_name = 1586,
  needs_reprepare = 1615,
  value_out_of_range = 1690,
  access_denied_without_password = 1698,  ///< as by unix_socket
  read_only_transaction = 1792,
  read_only_mode = 1836,
  connection_was_killed = 1927,      ///< MariaDB
  statement_timeout_mariadb = 1969,  ///< MariaDB: max_statement_time
  socket_connect = 2002,
  host_connect = 2003,
  unknown_host = 2005,
  server_gone = 2006,
  server_lost = 2013,
  commands_out_of_sync = 2014,
  tls_failed = 2026,
  server_lost_extended = 2055,
  result_changed = 2057,  ///< a prepared statement's result has other columns than before
  authentication_plugin_missing = 2059,
  statement_timeout_mysql = 3024,  ///< MySQL: max_execution_time
  lock_nowait = 3572,              ///< MySQL
  check_violated_mysql = 3819,
  check_violated_mariadb = 4025,
  client_disconnected = 4031,  ///< MySQL: after wait_timeout
};

}  // namespace rowan::mysql
