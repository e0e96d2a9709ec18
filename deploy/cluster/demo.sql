-- What the demonstration cluster's groups are read from.

CREATE TABLE scores (
  name text PRIMARY KEY,
  score integer NOT NULL
);

INSERT INTO scores VALUES ('Tom', 630), ('Jack', 589), ('Sam', 567);

CREATE TABLE countries (
  code text PRIMARY KEY,
  name text NOT NULL,
  capital text NOT NULL,
  currency text NOT NULL,
  zone text NOT NULL
);

INSERT INTO countries VALUES
  ('AU', 'Australia', 'Canberra', 'AUD', 'Australia/Sydney'),
  ('BR', 'Brazil', 'Brasília', 'BRL', 'America/Sao_Paulo'),
  ('CA', 'Canada', 'Ottawa', 'CAD', 'America/Toronto'),
  ('CH', 'Switzerland', 'Bern', 'CHF', 'Europe/Zurich'),
  ('CN', 'China', 'Beijing', 'CNY', 'Asia/Shanghai'),
  ('DE', 'Germany', 'Berlin', 'EUR', 'Europe/Berlin'),
  ('EG', 'Egypt', 'Cairo', 'EGP', 'Africa/Cairo'),
  ('FR', 'France', 'Paris', 'EUR', 'Europe/Paris'),
  ('GB', 'United Kingdom', 'London', 'GBP', 'Europe/London'),
  ('IN', 'India', 'New Delhi', 'INR', 'Asia/Kolkata'),
  ('JP', 'Japan', 'Tokyo', 'JPY', 'Asia/Tokyo'),
  ('KE', 'Kenya', 'Nairobi', 'KES', 'Africa/Nairobi'),
  ('MX', 'Mexico', 'Mexico City', 'MXN', 'America/Mexico_City'),
  ('NO', 'Norway', 'Oslo', 'NOK', 'Europe/Oslo'),
  ('NZ', 'New Zealand', 'Wellington', 'NZD', 'Pacific/Auckland'),
  ('US', 'United States', 'Washington, D.C.', 'USD', 'America/New_York'),
  ('ZA', 'South Africa', 'Pretoria', 'ZAR', 'Africa/Johannesburg');

-- The nodes can read, and nothing else.
CREATE ROLE cashew LOGIN;
GRANT SELECT ON scores, countries TO cashew;
