require "json"
require "openssl"
require "sinatra"
require "sqlite3"
require "yaml"

set :bind, "0.0.0.0"
set :port, 8141
set :server, :puma
set :host_authorization, { permitted_hosts: [] }

DATABASE = SQLite3::Database.new(":memory:")
DATABASE.execute("CREATE TABLE guests (name TEXT)")
%w[Ada Grace].each { |name| DATABASE.execute("INSERT INTO guests VALUES (?)", [name]) }

get "/" do
  names = DATABASE.execute("SELECT name FROM guests ORDER BY name").flatten
  content_type :json
  JSON.generate(guests: names, digest: OpenSSL::Digest::SHA256.hexdigest(names.to_yaml))
end
