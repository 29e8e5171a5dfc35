import { UploadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Upload } from 'antd';
import { useTexts, useWords } from '../../words';
import { devicesWords } from '../../words/devices';
import { setupWords } from '../../words/setup';

/** What the law wants to know of a camera before it goes live. */
export function CameraFields() {
  const { alert } = useWords();
  const setup = useTexts(setupWords);
  const { devices } = useTexts(devicesWords);
  const needed = [{ required: true, message: alert.needed }];
  return (
    <>
      <Form.Item
        name={['camera', 'covers']}
        label={devices.covers}
        extra={setup.coversHint}
        rules={[...needed, { min: 4 }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['camera', 'filing_number']} label={devices.filing} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name={['camera', 'sign_photo']}
        label={setup.sign}
        extra={setup.signHint}
        rules={needed}
        trigger="onPicture"
      >
        <Picture />
      </Form.Item>
      <Form.Item
        name={['camera', 'private_place_checked']}
        valuePropName="checked"
        rules={[{ validator: (_, is) => (is ? Promise.resolve() : Promise.reject(new Error(alert.needed))) }]}
      >
        <Checkbox>{setup.notPrivate}</Checkbox>
      </Form.Item>
    </>
  );
}

/** A picture from this computer as base64, without its data-URL prefix. */
function Picture({ value, onPicture }: { value?: string; onPicture?: (picture: string | undefined) => void }) {
  const setup = useTexts(setupWords);
  return (
    <Upload
      accept="image/jpeg,image/png"
      maxCount={1}
      onRemove={() => onPicture?.(undefined)}
      beforeUpload={async (file) => {
        onPicture?.(await base64Of(file));
        return false;
      }}
    >
      <Button icon={<UploadOutlined />}>{value ? setup.anotherPicture : setup.choosePicture}</Button>
    </Upload>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
